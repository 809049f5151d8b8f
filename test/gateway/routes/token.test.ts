import { decodeJwt } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { askToken, send, wrongPaths } from "../client.js";

const tokenSchema = z.strictObject({ accessToken: z.string(), expiresIn: z.number() });

describe("POST /oauth2/token:generate", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  const right = () => ({ type: "application", appId: gateway.appId, appSecret: gateway.appSecret });

  it("answers a JWT with an expiry, and its seconds to live", async () => {
    const answer = await askToken(gateway, right());
    expect(answer.status).toBe(200);
    const { accessToken, expiresIn } = tokenSchema.parse(answer.body);
    expect(expiresIn).toBe(86_400);
    expect(decodeJwt(accessToken).exp).toEqual(expect.any(Number));
    expect(decodeJwt(accessToken)).toMatchObject({ sub: "dev-app-id", appId: "dev-app-id" });
  });

  it("answers the same token again with the seconds that remain", async () => {
    const first = tokenSchema.parse((await askToken(gateway, right())).body);
    gateway.advanceClock(3_600_000);
    const second = tokenSchema.parse((await askToken(gateway, right())).body);
    expect(second.accessToken).toBe(first.accessToken);
    expect(second.expiresIn).toBeLessThanOrEqual(82_800);
    expect(second.expiresIn).toBeGreaterThan(82_700);
  });

  it.each([
    ["secret", { appSecret: "wrong" }],
    ["app", { appId: "nobody" }],
  ])("answers 401 to a wrong %s, without saying which it was", async (_name, change) => {
    const answer = await askToken(gateway, { ...right(), ...change });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ message: "The appId or the appSecret is not correct." });
  });

  it.each([
    ["an empty object", {}, ["appId", "appSecret", "type"]],
    ["another type", { type: "user" }, ["appId", "appSecret", "type"]],
    ["an unknown field", { type: "application", appId: "a", appSecret: "b", scope: "c" }, ["scope"]],
    ["a list", [], [""]],
  ])("answers 400 to %s, naming every field", async (_name, body, paths) => {
    const answer = await askToken(gateway, body);
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(paths);
  });

  it("refuses the development credentials to a forwarded request", async () => {
    const answer = await askToken(gateway, right(), { "x-forwarded-for": "192.0.2.7" });
    expect(answer.status).toBe(401);
  });

  it("gives tokens to configured apps, forwarded or not, and none to the development app", async () => {
    const app = { appId: "blue", appSecret: "a-secret-of-some-length" };
    const configured = await startTestGateway({ apps: [app] });
    try {
      const headers = { "x-forwarded-for": "192.0.2.7" };
      expect((await askToken(configured, { type: "application", ...app }, headers)).status).toBe(200);
      expect((await askToken(configured, right())).status).toBe(401);
    } finally {
      await configured.close();
    }
  });

  it("gives a token that lives as long as it says, and no longer", async () => {
    const token = await gateway.token();
    gateway.advanceClock(86_390_000);
    expect((await send(gateway, "GET", "/v1/conversations/1", { token })).status).toBe(404);
    gateway.advanceClock(20_000);
    expect((await send(gateway, "GET", "/v1/conversations/1", { token })).status).toBe(401);
  });
});

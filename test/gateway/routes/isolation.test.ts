import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { askToken, isRecord, refusedUpgrade, START, type StartAnswer, send, start, stop } from "../client.js";

const APPS = ["blue", "green"].map((appId) => ({ appId, appSecret: `the-secret-of-${appId}` }));

describe("one app and another's calls", () => {
  let gateway: TestGateway;
  let blue: string;
  let green: string;
  let session: StartAnswer;
  beforeEach(async () => {
    gateway = await startTestGateway({ apps: APPS, maxConnections: 1 });
    [blue = "", green = ""] = await Promise.all(
      APPS.map(async (app) => {
        const { body } = await askToken(gateway, { type: "application", ...app });
        return isRecord(body) ? String(body.accessToken) : "";
      }),
    );
    session = await start(gateway, { token: blue });
  });
  afterEach(() => gateway.close());

  const event = { topic: "speaker", type: "joined", user: { userId: "x" }, timestamp: "2030-01-31T09:00:00Z" };

  it.each([
    ["stop it", () => stop(gateway, green, session.connectionId), () => stop(gateway, green, "unknown")],
    [
      "push a speaker event to it",
      () => send(gateway, "POST", `/v1/event/${session.connectionId}`, { token: green, body: event }),
      () => send(gateway, "POST", "/v1/event/unknown", { token: green, body: event }),
    ],
    [
      "read its conversation",
      () => send(gateway, "GET", `/v1/conversations/${session.conversationId}`, { token: green }),
      () => send(gateway, "GET", "/v1/conversations/1", { token: green }),
    ],
  ])("cannot %s: it looks as if it never was", async (_name, attempt, unknown) => {
    const { status, body } = await attempt();
    expect(status).toBe(404);
    expect(body).toEqual((await unknown()).body);
    expect(await gateway.liveConnections()).toHaveLength(1);
  });

  it("cannot listen to it", async () => {
    expect(await refusedUpgrade(session.resultWebSocketUrl, { "x-api-key": green })).toMatchObject({ status: 404 });
  });

  it("cannot find out whether a call that has ended was ever there", async () => {
    await stop(gateway, blue, session.connectionId);
    expect((await stop(gateway, green, session.connectionId)).status).toBe(404);
    expect((await stop(gateway, blue, session.connectionId)).status).toBe(200);
  });

  it("each have their own limit", async () => {
    expect((await send(gateway, "POST", "/v1/endpoint:connect", { token: blue, body: START })).status).toBe(429);
    await start(gateway, { token: green });
    expect((await gateway.connections()).map(({ appId }) => appId)).toEqual(["blue", "green"]);
  });
});

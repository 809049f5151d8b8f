import { randomBytes } from "node:crypto";
import { decodeJwt, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { Tokens } from "../../../gateway/apps/tokens.js";

describe("access tokens", () => {
  let now: number;
  const clock = () => now;
  beforeEach(() => {
    now = 1_900_000_000_000;
  });

  it("are JWTs with an expiry, for the app they were issued to", async () => {
    const tokens = new Tokens({ key: randomBytes(32), clock });
    const { accessToken, expiresIn } = await tokens.issue("app");
    expect(expiresIn).toBe(86_400);
    expect(decodeJwt(accessToken)).toMatchObject({
      sub: "app",
      appId: "app",
      exp: now / 1_000 + 86_400,
      iat: now / 1_000,
    });
    expect(await tokens.verify(accessToken)).toBe("app");
  });

  it("are the same when asked for again, with what remains of their life", async () => {
    const tokens = new Tokens({ key: randomBytes(32), clock });
    const first = await tokens.issue("app");
    now += 3_600_000;
    expect(await tokens.issue("app")).toEqual({ accessToken: first.accessToken, expiresIn: 82_800 });
  });

  it("are the same for all who ask at once", async () => {
    const tokens = new Tokens({ key: randomBytes(32), clock });
    const all = await Promise.all([1, 2, 3].map(() => tokens.issue("app")));
    expect(new Set(all.map(({ accessToken }) => accessToken)).size).toBe(1);
  });

  it("are others for another app", async () => {
    const tokens = new Tokens({ key: randomBytes(32), clock });
    expect((await tokens.issue("a")).accessToken).not.toBe((await tokens.issue("b")).accessToken);
  });

  it("are made anew when hardly anything remains, and the old one stays good to its end", async () => {
    const tokens = new Tokens({ key: randomBytes(32), clock, ttlSeconds: 100 });
    const first = await tokens.issue("app");
    now += 91_000;
    const second = await tokens.issue("app");
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(second.expiresIn).toBe(100);
    expect(await tokens.verify(first.accessToken)).toBe("app");
  });

  it.each([false, true])("are refused once expired (verified before: %s)", async (before) => {
    const tokens = new Tokens({ key: randomBytes(32), clock, ttlSeconds: 100 });
    const { accessToken } = await tokens.issue("app");
    if (before) expect(await tokens.verify(accessToken)).toBe("app");
    now += 100_000;
    expect(await tokens.verify(accessToken)).toBeUndefined();
  });

  it("are refused when changed, made by another gateway, unsigned, or no JWT", async () => {
    const tokens = new Tokens({ key: randomBytes(32), clock });
    const { accessToken } = await tokens.issue("app");
    const [header = "", payload = "", signature = ""] = accessToken.split(".");
    const other = await new Tokens({ key: randomBytes(32), clock }).issue("app");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
    const noExpiry = await new SignJWT({})
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("app")
      .sign(new Uint8Array(32));
    const forged = `${header}.${Buffer.from('{"sub":"root","exp":9999999999}').toString("base64url")}.${signature}`;
    for (const token of [forged, other.accessToken, unsigned, noExpiry, "", "abc", `${accessToken}x`]) {
      expect(await tokens.verify(token), token).toBeUndefined();
    }
  });
});

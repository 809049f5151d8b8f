import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { accountFingerprint, symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { redact } from "../../../provider/api/redact.js";
import { tokenSource, usableFor } from "../../../provider/api/token.js";
import { listening } from "../../support/listening.js";
import { type Answer, broken, json, type ScriptedServer, scriptedServer, text } from "../../support/scripted-server.js";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const APP = { kind: "app", appId: "app-1", appSecret: "the-app-secret" } as const;
const token = (accessToken: string, expiresIn = 3600): Answer => json(200, { accessToken, expiresIn });

async function source(...answers: Answer[]): Promise<ReturnType<typeof tokenSource>> {
  server = await scriptedServer({ token: answers });
  return tokenSource(server.url, APP);
}

describe("a minted token", () => {
  it("is asked for as the contract says, without an authentication header", async () => {
    const tokens = await source(token("t-1"));
    expect(await tokens.token(deadlineIn(5_000))).toEqual({ ok: true, token: "t-1" });
    expect(server?.arrived[0]).toMatchObject({
      method: "POST",
      path: "/oauth2/token:generate",
      body: { type: "application", appId: "app-1", appSecret: "the-app-secret" },
      headers: { "content-type": "application/json", accept: "application/json" },
    });
    expect(server?.arrived[0]?.headers).not.toHaveProperty("x-api-key");
  });

  it("is kept, and minted once for all who wait for it", async () => {
    const tokens = await source(token("t-1"));
    const answers = await Promise.all(Array.from({ length: 20 }, () => tokens.token(deadlineIn(5_000))));
    await tokens.token(deadlineIn(5_000));
    expect(new Set(answers.map((answer) => answer.ok && answer.token))).toEqual(new Set(["t-1"]));
    expect(server?.arrived).toHaveLength(1);
  });

  it("may be had later by one who waited along with somebody whose time was over", async () => {
    const over = new AbortController();
    const tokens = await source(() => over.abort(), token("t-2"));
    const hurried = tokens.token({ ...deadlineIn(10_000), signal: over.signal });
    const patient = await tokens.token(deadlineIn(10_000));
    expect(await hurried).toMatchObject({ ok: false, error: { code: "SYMBL_TIMEOUT" } });
    expect(patient).toMatchObject({ ok: false, transient: true });
  });

  it("may be had later when there was no connection in time, but not when there can be none", async () => {
    const over = new AbortController();
    const { port, close } = await listening(createServer(() => over.abort()));
    try {
      const mute = tokenSource(`https://127.0.0.1:${port}`, APP);
      const deadline = { ...deadlineIn(10_000), signal: over.signal };
      expect(await mute.token(deadline)).toMatchObject({
        ok: false,
        transient: true,
        error: { code: "SYMBL_TIMEOUT" },
      });
    } finally {
      await close();
    }
    await source(token("t-1"));
    const noTls = tokenSource(server?.url.replace("http:", "https:") ?? "", APP);
    const error = { code: "SYMBL_UNREACHABLE" };
    expect(await noTls.token(deadlineIn(10_000))).toMatchObject({ ok: false, transient: false, error });
  });

  it("is had by all who wait for it, though one of them begins nothing more", async () => {
    const tokens = await source(token("t-1"));
    const one = tokens.token(deadlineIn(5_000, AbortSignal.abort()));
    expect(await tokens.token(deadlineIn(5_000))).toEqual({ ok: true, token: "t-1" });
    expect(await one).toEqual({ ok: true, token: "t-1" });
  });

  it("is a secret from then on", async () => {
    const tokens = await source(token("minted-just-now"));
    await tokens.token(deadlineIn(5_000));
    expect(redact("no minted-just-now here")).toBe("no [secret] here");
  });

  it("is minted anew when its time is over", async () => {
    const tokens = await source(token("t-1", 1e-6), token("t-2"));
    await tokens.token(deadlineIn(5_000));
    expect(await tokens.token(deadlineIn(5_000))).toEqual({ ok: true, token: "t-2" });
  });

  it("is minted anew when the server refused it, but not because an older one was refused", async () => {
    const tokens = await source(token("t-1"), token("t-2"), token("t-3"));
    expect(tokens.refused("t-0")).toBe(true);
    await tokens.token(deadlineIn(5_000));
    expect(tokens.refused("t-1")).toBe(true);
    await tokens.token(deadlineIn(5_000));
    tokens.refused("t-1");
    expect(await tokens.token(deadlineIn(5_000))).toEqual({ ok: true, token: "t-2" });
  });

  it.each([
    ["401", json(401, { message: "no" }), false, "SYMBL_UNAUTHORIZED"],
    ["429", json(429, {}), true, "SYMBL_TOO_MANY_CALLS"],
    ["500", json(500, {}), true, "SYMBL_SERVER_ERROR"],
    ["300", json(300, { accessToken: "t-1", expiresIn: 5 }), false, "SYMBL_UNEXPECTED_STATUS"],
    ["half a body", broken(200, '{"accessToken":'), true, "SYMBL_UNREADABLE_ANSWER"],
    ["no JSON", text(200, "<html>"), false, "SYMBL_UNREADABLE_ANSWER"],
    ["no token in it", json(200, { expiresIn: 5 }), false, "SYMBL_UNREADABLE_ANSWER"],
    ["a life that is none", json(200, { accessToken: "x", expiresIn: "soon" }), false, "SYMBL_UNREADABLE_ANSWER"],
  ])("cannot be had after %s, and may be later: %s", async (_name, answer, transient, code) => {
    const tokens = await source(answer, token("t-2"));
    expect(await tokens.token(deadlineIn(5_000))).toMatchObject({
      ok: false,
      transient,
      error: { code, message: expect.stringMatching(/^No access token could be had: /) },
    });
    expect(await tokens.token(deadlineIn(5_000))).toEqual({ ok: true, token: "t-2" });
  });

  it.each([200, 299])("is taken from a %i", async (status) => {
    const tokens = await source(json(status, { accessToken: "t-1", expiresIn: 3600 }));
    expect(await tokens.token(deadlineIn(5_000))).toEqual({ ok: true, token: "t-1" });
  });

  it.each([
    [86_400, 86_340_000],
    [600, 540_000],
    [10, 9_000],
  ])("that lives %i s is used for %i ms", (expiresIn, milliseconds) => {
    expect(usableFor(expiresIn)).toBe(milliseconds);
  });
});

describe("a client", () => {
  it("shows its secret to the token endpoint only", async () => {
    server = await scriptedServer({ token: [token("t-1")], "/v1/": [json(500, { message: "the-app-secret t-1" })] });
    const client = symblClient(server.url, APP);
    await client.stop("c-1", deadlineIn(5_000));
    await client.conversation("../odd id", deadlineIn(5_000));
    const others = server.arrived.filter(({ path }) => !path.includes("token"));
    expect(others.map(({ path }) => path)).toEqual(["/v1/endpoint:connect", "/v1/conversations/..%2Fodd%20id"]);
    expect(JSON.stringify(others)).not.toContain("the-app-secret");
  });
});

describe("the fingerprint of an account", () => {
  const jwt = (claims: object): string =>
    `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
  const ofToken = (accessToken: string): string => accountFingerprint({ kind: "token", accessToken });

  it("is 12 hex digits of the app id, however its credentials are given", () => {
    const fingerprint = accountFingerprint(APP);
    expect(fingerprint).toBe(createHash("sha256").update("app-1").digest("hex").slice(0, 12));
    expect(ofToken(jwt({ appId: "app-1", sub: "other" }))).toBe(fingerprint);
    expect(ofToken(jwt({ sub: "app-1" }))).toBe(fingerprint);
    expect(ofToken(jwt({ appId: 7, sub: "app-1" }))).toBe(fingerprint);
  });

  it.each(["opaque", "", "a.b.c", jwt({}), jwt({ sub: 7 }), "x.bnVsbA.x", "x.NzA.x", "x.InN1YiI.x"])(
    "is empty when the token does not say (%#)",
    (value) => {
      expect(ofToken(value)).toBe("");
    },
  );
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { send, start, stop, wrongPaths } from "../client.js";

const APPS = [{ appId: "blue", appSecret: "a-secret-of-16-or-more" }];
const sip = (user: string) => ({ operation: "start", endpoint: { type: "sip", uri: `sip:${user}@meet.example.com` } });

describe("keys on request", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    // A meeting waits for 30 s, so a busy machine has 1.5 s to press the next key.
    gateway = await startTestGateway({ speed: 20 });
  });
  afterEach(() => gateway.close());

  const press = (connectionId: string, body: unknown, on = gateway, headers = {}) =>
    send(on, "POST", `/_gateway/connections/${connectionId}/dtmf`, { body, headers });
  const call = async (connectionId: string) =>
    (await gateway.connections()).find((each) => each.connectionId === connectionId);
  const reaches = (connectionId: string, state: string) =>
    waitFor(
      () => call(connectionId),
      (shown) => shown?.state === state,
    );

  it("let a meeting in that the start gave no keys for, string by string", async () => {
    const { connectionId } = await start(gateway, { body: sip("meeting") });
    await reaches(connectionId, "answered");
    const first = await press(connectionId, { dtmf: "939293#" });
    expect([first.status, first.body]).toMatchObject([200, { connectionId, state: "answered" }]);
    expect((await press(connectionId, { dtmf: ",1234#" })).status).toBe(200);
    const token = await gateway.token();
    const { conversationId } = (await call(connectionId)) ?? { conversationId: "" };
    await waitFor(
      async () =>
        JSON.stringify((await send(gateway, "GET", `/v1/conversations/${conversationId}/messages`, { token })).body),
      (messages) => messages.includes("You are in the meeting now."),
    );
  });

  it("make a meeting hang up that wants other ones", async () => {
    const { connectionId } = await start(gateway, { body: sip("meeting") });
    await reaches(connectionId, "answered");
    await press(connectionId, { dtmf: "111#" });
    expect((await reaches(connectionId, "ended"))?.cause).toBe("wrong meeting id");
  });

  it("are shown nowhere", async () => {
    const { connectionId } = await start(gateway, { body: sip("answer") });
    await reaches(connectionId, "answered");
    const answer = await press(connectionId, { dtmf: "86421357#" });
    const wrong = await press(connectionId, { dtmf: "86421357x" });
    expect(wrong.status).toBe(400);
    const shown = [answer.body, wrong.body, await gateway.requests(), await gateway.connections()];
    expect(JSON.stringify(shown)).not.toContain("86421357");
  });

  it("are refused before the answer and after the end", async () => {
    const { connectionId } = await start(gateway, { body: sip("no-answer") });
    const early = await press(connectionId, { dtmf: "1" });
    expect([early.status, early.body]).toMatchObject([409, { code: "NOT_ANSWERED" }]);
    await stop(gateway, await gateway.token(), connectionId);
    const late = await press(connectionId, { dtmf: "1" });
    expect([late.status, late.body]).toMatchObject([409, { message: expect.stringContaining("has ended") }]);
  });

  it.each([[{}], [{ dtmf: "" }], [{ dtmf: "1 2" }], [{ dtmf: "e" }], [{ dtmf: "1".repeat(101) }], [{ dtmf: 1 }]])(
    "are refused when they are none: %j",
    async (body) => {
      const { connectionId } = await start(gateway, { body: sip("answer") });
      const answer = await press(connectionId, body);
      expect([answer.status, wrongPaths(answer)]).toEqual([400, ["dtmf"]]);
    },
  );

  it("are refused for calls that there are not, and from those who may not steer the gateway", async () => {
    expect((await press("00000000-0000-4000-8000-000000000000", { dtmf: "1" })).status).toBe(404);
    const guarded = await startTestGateway({ apps: APPS, adminToken: "the-admin-token" });
    try {
      expect((await press("any", { dtmf: "1" }, guarded, { "x-forwarded-for": "192.0.2.1" })).status).toBe(401);
      const evil = { origin: "http://evil.example.com", "sec-fetch-site": "cross-site" };
      expect((await press("any", { dtmf: "1" }, guarded, evil)).status).toBe(403);
    } finally {
      await guarded.close();
    }
  });
});

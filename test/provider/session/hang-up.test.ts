import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { hangUp } from "../../../provider/session/hang-up.js";
import {
  type Answer,
  cut,
  json,
  placed,
  type ScriptedServer,
  scriptedServer,
  TOKEN,
  text,
} from "../../support/scripted-server.js";

let server: ScriptedServer | undefined;
// The shortest of the random waits between attempts.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0.001));
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
  server = undefined;
});

const NOT_FOUND = json(404, { message: "Connection not found." });
const LIVE = json(200, { id: "1001", startTime: "2026-01-01T00:00:00Z" });
const ENDED = json(200, { id: "1001", startTime: "2026-01-01T00:00:00Z", endTime: "2026-01-01T00:10:00Z" });

async function hangUpAgainst(
  stop: readonly Answer[],
  conversation: readonly Answer[] = [LIVE],
  { sameAccount = true } = {},
): Promise<void> {
  server = await scriptedServer({ token: [TOKEN], stop, "/v1/conversations/": conversation });
  const client = symblClient(server.url, { kind: "app", appId: "app", appSecret: "hidden-secret" });
  const accountFingerprint = sameAccount ? client.fingerprint : "0123456789ab";
  await hangUp(client, { connectionId: "c-1", conversationId: "1001", accountFingerprint }, deadlineIn(10_000));
}

const stops = (): number => server?.to("stop").length ?? 0;

describe("hanging up", () => {
  it.each([
    ["200", json(200, { ...placed(), summaryInfo: [] })],
    ["201", json(201, placed())],
    ["204 without a body", text(204, "")],
    ["200 with a body that makes no sense", text(200, "<html>")],
  ])("is done after %s", async (_name, answer) => {
    await hangUpAgainst([answer]);
    expect(server?.to("stop")[0]?.body).toEqual({ operation: "stop", connectionId: "c-1" });
    expect(stops()).toBe(1);
  });

  it.each([
    ["500", json(500, {})],
    ["502", text(502, "<html>")],
    ["503", json(503, {})],
    ["429", json(429, {}, { "retry-after": "0" })],
    ["a cut connection", cut],
  ])("goes on after %s until it is done", async (_name, fault) => {
    await hangUpAgainst([fault, fault, json(200, {})]);
    expect(stops()).toBe(3);
  });

  it("gives up when the server asks for more time than there is, and says so", async () => {
    await expect(hangUpAgainst([json(500, { message: "down" }, { "retry-after": "3600" })])).rejects.toMatchObject({
      code: "SYMBL_SERVER_ERROR",
      message: expect.stringContaining("could not be hung up"),
    });
    expect(stops()).toBe(1);
  });

  it.each([400, 403])("fails at once after %i", async (status) => {
    await expect(hangUpAgainst([json(status, { message: "no" })])).rejects.toMatchObject({ status });
    expect(stops()).toBe(1);
  });

  it("gets one new token after a 401", async () => {
    await hangUpAgainst([json(401, { message: "expired" }), json(200, {})]);
    expect(server?.to("token")).toHaveLength(2);
  });
});

describe("a 404 to a stop", () => {
  it("means ended when the API says it to the account that dialled", async () => {
    await hangUpAgainst([NOT_FOUND]);
    expect(server?.to("/v1/conversations/")).toHaveLength(0);
  });

  it.each([
    ["another account", NOT_FOUND, false],
    ["a proxy's page", text(404, "<html>not found</html>"), true],
    ["a proxy's JSON", json(404, { error: "no route" }), true],
  ])("asks for the conversation when it may be %s", async (_name, answer, sameAccount) => {
    await hangUpAgainst([answer], [ENDED], { sameAccount });
    expect(server?.to("/v1/conversations/1001")).toHaveLength(1);
  });

  it.each([
    ["live", LIVE],
    ["unknown to the server too", json(404, { message: "The conversationId is either invalid or does not exist." })],
    ["another one", json(200, { id: "9", endTime: "2026-01-01T00:00:00Z" })],
    ["unreadable", text(200, "<html>")],
  ])("keeps the call when its conversation is %s, and names both accounts", async (_name, conversation) => {
    await expect(hangUpAgainst([NOT_FOUND], [conversation], { sameAccount: false })).rejects.toMatchObject({
      code: "SYMBL_HANG_UP_UNCONFIRMED",
      message: expect.stringMatching(/placed by account 0123456789ab; today's credentials are of account [0-9a-f]{12}/),
    });
  });

  it("keeps the call when the fingerprints are both empty: that says nothing", async () => {
    server = await scriptedServer({ stop: [NOT_FOUND], "/v1/conversations/": [LIVE] });
    const client = symblClient(server.url, { kind: "token", accessToken: "opaque-token" });
    expect(client.fingerprint).toBe("");
    const call = { connectionId: "c-1", conversationId: "1001", accountFingerprint: "" };
    await expect(hangUp(client, call, deadlineIn(5_000))).rejects.toMatchObject({ code: "SYMBL_HANG_UP_UNCONFIRMED" });
  });
});

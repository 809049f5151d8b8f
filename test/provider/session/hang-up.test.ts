import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type SymblClient, symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { hangUp } from "../../../provider/session/hang-up.js";
import {
  type Answer,
  broken,
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
  const client = clientOf(server);
  const accountFingerprint = sameAccount ? client.fingerprint : "0123456789ab";
  await hangUp(client, { connectionId: "c-1", conversationId: "1001", accountFingerprint }, deadlineIn(10_000));
}

function clientOf({ url }: ScriptedServer): SymblClient {
  return symblClient(url, { kind: "app", appId: "app", appSecret: "hidden-secret" });
}

const stops = (): number => server?.to("stop").length ?? 0;

describe("hanging up", () => {
  it.each([
    ["200", json(200, { ...placed(), summaryInfo: [] })],
    ["201", json(201, placed())],
    ["204 without a body", text(204, "")],
    ["200 with a body that makes no sense", text(200, "<html>")],
    ["200 with a body that broke off", broken(200, '{"connec')],
    ["299", text(299, "")],
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

  it.each([300, 307, 400, 403, 410])("fails at once after %i", async (status) => {
    await expect(hangUpAgainst([json(status, { message: "no" })])).rejects.toMatchObject({
      status,
      message: expect.stringMatching(/^The call could not be hung up: /),
    });
    expect(stops()).toBe(1);
    expect(server?.to("/v1/conversations/")).toHaveLength(0);
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
    ["live", LIVE, undefined],
    [
      "unknown to the server too",
      json(404, { message: "The conversationId is either invalid or does not exist." }),
      "SYMBL_NOT_FOUND",
    ],
    ["another one", json(200, { id: "9", endTime: "2026-01-01T00:00:00Z" }), "SYMBL_UNREADABLE_ANSWER"],
    ["unreadable", text(200, "<html>"), "SYMBL_UNREADABLE_ANSWER"],
  ])("keeps the call when its conversation is %s, and says why", async (_name, conversation, code) => {
    const error = await hangUpAgainst([NOT_FOUND], [conversation], { sameAccount: false }).catch(
      (error: unknown) => error,
    );
    expect(error).toMatchObject({ code: "SYMBL_HANG_UP_UNCONFIRMED", status: 404 });
    if (code === undefined) expect(error).not.toHaveProperty("cause");
    else expect(error).toMatchObject({ cause: { code } });
  });

  it("keeps a call without a conversation to ask for", async () => {
    server = await scriptedServer({ token: [TOKEN], stop: [NOT_FOUND] });
    const call = { connectionId: "c-1", conversationId: undefined, accountFingerprint: "0123456789ab" };
    await expect(hangUp(clientOf(server), call, deadlineIn(10_000))).rejects.toMatchObject({
      code: "SYMBL_HANG_UP_UNCONFIRMED",
    });
    expect(server.arrived.map(({ path }) => path).filter((path) => path.includes("conversation"))).toEqual([]);
  });

  it("names both accounts, and says how to go on", async () => {
    server = await scriptedServer({ token: [TOKEN], stop: [text(404, "<html>")], "/v1/conversations/": [LIVE] });
    const own = clientOf(server);
    const opaque = symblClient(server.url, { kind: "token", accessToken: "opaque-token" });
    const said = async (client: SymblClient, accountFingerprint: string): Promise<string> => {
      const call = { connectionId: "c-1", conversationId: "1001", accountFingerprint };
      const error = await hangUp(client, call, deadlineIn(10_000)).catch((error: unknown) => error);
      return String(error).replace(server?.url ?? "", "BASE_URL");
    };
    expect(own.fingerprint).not.toBe("");
    expect(opaque.fingerprint).toBe("");
    // Fingerprints that are both empty say nothing of the accounts.
    const all = [
      await said(own, "0123456789ab"),
      await said(own, own.fingerprint),
      await said(own, ""),
      await said(opaque, "0123456789ab"),
      await said(opaque, ""),
    ];
    await expect(`${all.join("\n\n")}\n`.replaceAll(own.fingerprint, "OWN")).toMatchFileSnapshot(
      "reasons/hang-up-unconfirmed.txt",
    );
  });

  it("keeps the call when the fingerprints are both empty: that says nothing", async () => {
    server = await scriptedServer({ stop: [NOT_FOUND], "/v1/conversations/": [LIVE] });
    const client = symblClient(server.url, { kind: "token", accessToken: "opaque-token" });
    const call = { connectionId: "c-1", conversationId: "1001", accountFingerprint: "" };
    await expect(hangUp(client, call, deadlineIn(5_000))).rejects.toMatchObject({ code: "SYMBL_HANG_UP_UNCONFIRMED" });
  });
});

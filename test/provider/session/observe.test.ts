import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { type Observed, observe } from "../../../provider/session/observe.js";
import { type Answer, cut, json, type ScriptedServer, scriptedServer, text } from "../../support/scripted-server.js";

let server: ScriptedServer | undefined;
// The shortest of the random waits between attempts.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0.001));
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
  server = undefined;
});

async function observeAgainst(...answers: Answer[]): Promise<Observed> {
  server = await scriptedServer({ "/v1/conversations/": answers });
  const client = symblClient(server.url, { kind: "token", accessToken: "opaque-token" });
  return observe(client, "1001", deadlineIn(10_000));
}

describe("the state of a call", () => {
  it("is live while the conversation has no end", async () => {
    expect(await observeAgainst(json(200, { id: "1001", startTime: "2026-01-01T09:00:00+01:00" }))).toEqual({
      status: "live",
      startedAt: "2026-01-01T08:00:00.000Z",
    });
  });

  it.each([undefined, null, ""])("is live while its end is %j, and may have begun nobody knows when", async (none) => {
    expect(await observeAgainst(json(200, { id: "1001", startTime: none, endTime: none }))).toEqual({
      status: "live",
      startedAt: undefined,
    });
  });

  it("is ended once the conversation has one", async () => {
    expect(await observeAgainst(json(200, { id: "1001", endTime: "2026-01-01T09:10:00Z" }))).toEqual({
      status: "ended",
      startedAt: undefined,
      endedAt: "2026-01-01T09:10:00.000Z",
    });
    await server?.close();
    expect(await observeAgainst(json(200, { id: 1001, startTime: "soon", endTime: "2026-01-01T10:10+01:00" }))).toEqual(
      {
        status: "ended",
        startedAt: undefined,
        endedAt: "2026-01-01T09:10:00.000Z",
      },
    );
  });

  it("is unknown, and no slip of ours, when its id is nothing that UTF-8 can hold", async () => {
    server = await scriptedServer({ "/v1/conversations/": [json(404, { message: "no such conversation" })] });
    const client = symblClient(server.url, { kind: "token", accessToken: "opaque-token" });
    expect(await observe(client, "1\ud800", deadlineIn(10_000))).toMatchObject({ status: "unknown" });
    expect(server.arrived.map(({ path }) => path)).toEqual(["/v1/conversations/1%EF%BF%BD"]);
  });

  it("is found out although the server stumbles", async () => {
    expect(await observeAgainst(json(500, {}), cut, json(200, { id: "1001" }))).toMatchObject({ status: "live" });
  });

  it.each([
    ["404", json(404, { message: "The conversationId is either invalid or does not exist." }), "SYMBL_NOT_FOUND"],
    ["401", json(401, { message: "Token validation failed" }), "SYMBL_UNAUTHORIZED"],
    ["another success", json(201, { id: "1001", endTime: "2026-01-01T00:00:00Z" }), "SYMBL_UNEXPECTED_STATUS"],
    ["no JSON", text(200, "<html>"), "SYMBL_UNREADABLE_ANSWER"],
    ["no conversation", json(200, { endTime: "2026-01-01T00:00:00Z" }), "SYMBL_UNREADABLE_ANSWER"],
    ["another conversation", json(200, { id: "7" }), "SYMBL_UNREADABLE_ANSWER"],
    ["an end that is no time", json(200, { id: "1001", endTime: "later" }), "SYMBL_UNREADABLE_ANSWER"],
  ])("is unknown, never ended, after %s", async (_name, answer, code) => {
    expect(await observeAgainst(answer)).toMatchObject({
      status: "unknown",
      why: { code, message: expect.stringMatching(/^The conversation could not be read: /) },
    });
    expect(server?.arrived).toHaveLength(1);
  });

  it("is unknown when a server stumbles five times, each after a wait that is told of", async () => {
    const waits: string[] = [];
    server = await scriptedServer({ "/v1/conversations/": [json(500, {}), cut, json(500, {})] });
    const client = symblClient(server.url, { kind: "token", accessToken: "opaque-token" });
    const observed = await observe(client, "1001", deadlineIn(10_000), (why) => waits.push(why));
    expect(observed).toMatchObject({ status: "unknown", why: { code: "SYMBL_SERVER_ERROR" } });
    expect(server.arrived).toHaveLength(5);
    expect(waits).toHaveLength(4);
  });
});

import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type SymblClient, symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import type { Exchange } from "../../../provider/api/http.js";
import type { StartRequest } from "../../../provider/api/wire.js";
import { type Dialled, dial } from "../../../provider/session/dial.js";
import {
  type Answer,
  broken,
  cut,
  json,
  placed,
  type ScriptedServer,
  scriptedServer,
  silence,
  TOKEN,
  text,
} from "../../support/scripted-server.js";

const REQUEST: StartRequest = { operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } };
const KNOWS_NO_KEYS = json(404, { error: "no such route" });
const NEVER_PLACED = json(404, { code: "START_NOT_FOUND", message: "no start under this key" });

let server: ScriptedServer | undefined;
// The shortest of the random waits between attempts.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0.001));
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
  server = undefined;
});

async function dialAgainst(
  start: readonly Answer[],
  lookUp: readonly Answer[] = [KNOWS_NO_KEYS],
  options: { allowed?: number; waits?: [string, number][] } = {},
): Promise<Dialled> {
  server = await scriptedServer({ token: [TOKEN], start, "/v1/starts/": lookUp });
  return dialAt(server.url, options);
}

function dialAt(
  url: string,
  { allowed = 10_000, waits = [] }: { allowed?: number; waits?: [string, number][] } = {},
): Promise<Dialled> {
  return dial(client(url), REQUEST, randomUUID(), deadlineIn(allowed), (why, milliseconds) =>
    waits.push([why, milliseconds]),
  );
}

function client(url: string): SymblClient {
  return symblClient(url, { kind: "app", appId: "app", appSecret: "hidden-secret" });
}

const starts = (): number => server?.to("start").length ?? 0;

describe("a start that is answered", () => {
  it("gives the call", async () => {
    expect(await dialAgainst([json(201, placed())])).toEqual({ kind: "placed", call: placed() });
    expect(server?.to("start")[0]?.headers).toMatchObject({ "x-api-key": "token-of-the-tests" });
    expect(server?.to("start")[0]?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is accepted with 200 too, with fields that nobody knows, and a number for the conversation", async () => {
    const answer = { ...placed(), conversationId: 1001, region: { name: "eu" } };
    expect(await dialAgainst([json(200, answer)])).toEqual({ kind: "placed", call: placed() });
  });

  it("leaves no credentials in the URLs that are kept", async () => {
    const answer = { ...placed(), resultWebSocketUrl: "wss://api.example.com/events/c-1?access_token=abc&x=1" };
    expect(await dialAgainst([json(201, answer)])).toMatchObject({
      call: { resultWebSocketUrl: "wss://api.example.com/events/c-1?x=1" },
    });
  });
});

describe("a start that is provably rejected", () => {
  it.each([
    [400, "SYMBL_BAD_REQUEST"],
    [403, "SYMBL_UNEXPECTED_STATUS"],
    [404, "SYMBL_NOT_FOUND"],
    [422, "SYMBL_UNEXPECTED_STATUS"],
    [307, "SYMBL_UNEXPECTED_STATUS"],
  ])("with %i fails at once as %s", async (status, code) => {
    await expect(dialAgainst([json(status, { message: "no" })])).rejects.toMatchObject({
      code,
      status,
      message: expect.stringMatching(/^The call was not placed: /),
    });
    expect(starts()).toBe(1);
  });

  it("quotes what the server says of each field", async () => {
    const body = { message: "Bad request.", errors: [{ path: "endpoint.phoneNumber", message: "must be digits" }] };
    await expect(dialAgainst([json(400, body)])).rejects.toThrow("endpoint.phoneNumber: must be digits");
  });

  it("is sent once more with a new token after a 401, then no more", async () => {
    await expect(dialAgainst([json(401, { message: "Token validation failed" })])).rejects.toMatchObject({
      code: "SYMBL_UNAUTHORIZED",
    });
    expect(starts()).toBe(2);
    expect(server?.to("token")).toHaveLength(2);
  });

  it("is not sent at all when no token can be had", async () => {
    server = await scriptedServer({ token: [json(401, { message: "wrong secret" })], start: [json(201, placed())] });
    await expect(dialAt(server.url)).rejects.toThrow(/No access token could be had.*SYMBL_APP_SECRET/);
    expect(starts()).toBe(0);
  });

  it("waits as long as a 429 asks, however often, and says why", async () => {
    const waits: [string, number][] = [];
    const full = json(429, { message: "limit" }, { "retry-after": "0" });
    const dialled = await dialAgainst([...Array(6).fill(full), json(201, placed())], undefined, { waits });
    expect(dialled).toMatchObject({ kind: "placed" });
    expect(starts()).toBe(7);
    expect(waits.map(([why]) => why)).toEqual(Array(6).fill("429, too many concurrent calls for this account"));
  });

  it("waits whether or not anybody is told", async () => {
    server = await scriptedServer({ token: [TOKEN], start: [json(429, {}), json(201, placed())] });
    expect(await dial(client(server.url), REQUEST, randomUUID(), deadlineIn(10_000))).toMatchObject({ kind: "placed" });
  });

  it("gives up at once when a 429 asks for more time than there is, and does not say that it waits", async () => {
    const waits: [string, number][] = [];
    const full = json(429, { message: "limit" }, { "retry-after": "3600" });
    await expect(dialAgainst([full], undefined, { waits })).rejects.toMatchObject({
      code: "SYMBL_TOO_MANY_CALLS",
      message: expect.stringMatching(/^The call was not placed: /),
    });
    expect(starts()).toBe(1);
    expect(waits).toEqual([]);
  });
});

describe("a start that was never sent", () => {
  it("fails with what was the matter before its time was over", async () => {
    const full: Exchange = { kind: "answer", status: 429, retryAfter: "0", text: "{}", complete: true };
    const over: Exchange = { kind: "not-sent", cause: new Error("over"), timedOut: true, retryable: false };
    const answers = [full, over];
    const start = async (): Promise<Exchange> => answers.shift() ?? over;
    await expect(
      dial({ ...client("http://127.0.0.1:1"), start }, REQUEST, randomUUID(), deadlineIn(10_000)),
    ).rejects.toMatchObject({ code: "SYMBL_TOO_MANY_CALLS" });
    expect(answers).toEqual([]);
  });

  it("fails with what to check when nobody listens", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const address = free.address();
    await new Promise((resolve) => free.close(resolve));
    if (address === null || typeof address === "string") throw new Error("no port");
    const waits: [string, number][] = [];
    await expect(dialAt(`http://127.0.0.1:${address.port}`, { waits })).rejects.toMatchObject({
      code: "SYMBL_UNREACHABLE",
      message: expect.stringMatching(/connection refused.*nothing was sent.*SYMBL_BASE_URL/),
    });
    // Five attempts, and after the last nobody waits.
    expect(waits).toHaveLength(4);
  });
});

describe("a start whose answer is missing", () => {
  const faults: [string, Answer][] = [
    ["the connection is cut after the request", cut],
    ["the server says 500", json(500, { message: "oops" })],
    ["a proxy says 502 in HTML", text(502, "<html>bad gateway</html>")],
    ["the server says 503 with Retry-After", json(503, {}, { "retry-after": "0" })],
    ["the server says 504", text(504, "")],
    ["it is 204, without a body", text(204, "")],
    ["it is 201, and no JSON", text(201, "created!")],
    ["it is 201, and JSON of another shape", json(201, { ok: true })],
  ];

  it.each(faults)("is unknown, and never sent again: %s", async (_name, fault) => {
    const dialled = await dialAgainst([fault]);
    expect(dialled.kind).toBe("unknown");
    expect(starts()).toBe(1);
    expect(server?.to("/v1/starts/").length).toBeGreaterThan(0);
  });

  it.each(faults)("is taken from a server that knows its key: %s", async (_name, fault) => {
    expect(await dialAgainst([fault], [json(200, placed("c-9"))])).toEqual({ kind: "placed", call: placed("c-9") });
    expect(starts()).toBe(1);
  });

  it.each(faults)("is provably not placed when the server says so: %s", async (_name, fault) => {
    await expect(dialAgainst([fault], [NEVER_PLACED])).rejects.toMatchObject({ code: "SYMBL_START_NOT_PLACED" });
    expect(starts()).toBe(1);
  });

  it("says in a sentence that it was not placed, and what happened", async () => {
    const error = await dialAgainst([json(500, { message: "oops" })], [NEVER_PLACED]).catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: "SYMBL_START_NOT_PLACED",
      status: 500,
      cause: { code: "SYMBL_SERVER_ERROR" },
      message: expect.stringMatching(
        /^The call was not placed, as http:\S+ confirms\. Run the command again to dial\. What happened: .*\b500\b.*oops/,
      ),
    });
    await server?.close();
    const lost = await dialAgainst([cut], [NEVER_PLACED]).catch((error: unknown) => error);
    expect(lost).toMatchObject({ code: "SYMBL_START_NOT_PLACED", cause: { code: "SYMBL_ANSWER_LOST" } });
    expect(lost).toHaveProperty("status", undefined);
  });

  it.each([
    ["cut", cut, "SYMBL_ANSWER_LOST"],
    ["an error", json(500, {}), "SYMBL_SERVER_ERROR"],
    ["no call's", json(201, { ok: true }), "SYMBL_UNREADABLE_ANSWER"],
  ])(
    "is unknown for the reason that its own answer gives, not that of the look-up: %s",
    async (_name, answer, code) => {
      expect(await dialAgainst([answer])).toMatchObject({
        kind: "unknown",
        why: { code, message: expect.stringMatching(/^The start was sent: /) },
      });
    },
  );

  it("names the call when the server that knows its key names no more than that", async () => {
    expect(await dialAgainst([cut], [json(200, { connectionId: "c-9" })])).toEqual({
      kind: "damaged",
      call: { connectionId: "c-9" },
    });
  });

  it("is looked up even when the start used up its time", async () => {
    const dialled = await dialAgainst([silence], [json(200, placed())], { allowed: 300 });
    expect(dialled.kind).toBe("placed");
    expect(starts()).toBe(1);
  });

  it("is not taken for 'never placed' because of another 404", async () => {
    expect((await dialAgainst([cut], [text(404, "START_NOT_FOUND")])).kind).toBe("unknown");
  });
});

describe("a 201 whose body is damaged", () => {
  it.each([
    ["it broke off behind the connectionId", broken(201, '{"connectionId":"c-7","convers'), { connectionId: "c-7" }],
    [
      "only its URLs are whole",
      broken(201, '{"eventUrl":"https://api.example.com/v1/event/c-7","resultWeb'),
      { connectionId: "c-7", eventUrl: "https://api.example.com/v1/event/c-7" },
    ],
    ["the conversationId is missing", json(201, { ...placed("c-7"), conversationId: null }), { connectionId: "c-7" }],
  ])("still names the call: %s", async (_name, answer, expected) => {
    expect(await dialAgainst([answer])).toMatchObject({ kind: "damaged", call: expected });
    expect(starts()).toBe(1);
  });

  it("is completed by a server that knows its key", async () => {
    expect(await dialAgainst([broken(201, '{"connectionId":"c-7"')], [json(200, placed("c-7"))])).toEqual({
      kind: "placed",
      call: placed("c-7"),
    });
  });

  it("does not name a call by half an id", async () => {
    expect((await dialAgainst([broken(201, '{"connectionId":"c-7')])).kind).toBe("unknown");
  });
});

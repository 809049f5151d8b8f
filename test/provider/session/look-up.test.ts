import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { type LookedUp, lookUpEarlierStart, lookUpStart } from "../../../provider/session/look-up.js";
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

const KEY = "0b6f4f0e-6f3b-4a53-9d4b-3f1f6f2b8c11";
const NOT_FOUND = json(404, { code: "START_NOT_FOUND" });
const RUNNING = json(202, {});

let server: ScriptedServer;
let answers: Answer[];
beforeEach(async () => {
  answers = [];
  server = await scriptedServer({ token: [TOKEN], "/v1/starts/": answers });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await server.close();
});

const client = () => symblClient(server.url, { kind: "app", appId: "app", appSecret: "secret" });

describe("a start is looked up by its key", () => {
  /** With waits that are over as soon as they are begun. */
  async function ask(allowed = 10_000): Promise<{ found: LookedUp; waits: [string, number][] }> {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const waits: [string, number][] = [];
    const found = await lookUpStart(client(), KEY, deadlineIn(allowed), (why, milliseconds) => {
      waits.push([why, milliseconds]);
      queueMicrotask(() => vi.advanceTimersByTime(milliseconds));
    });
    return { found, waits };
  }

  it("again and again while it runs, and says so", async () => {
    answers.push(RUNNING, RUNNING, json(200, placed()));
    const { found, waits } = await ask();
    expect(found).toEqual({ kind: "placed", placed: { kind: "whole", call: placed() } });
    expect(waits).toEqual(Array(2).fill(["the server is still placing the call", 250]));
    expect(server.to(`/v1/starts/${KEY}`)).toHaveLength(3);
  });

  it("until the time is over, and is not known then", async () => {
    answers.push(RUNNING);
    const { found } = await ask(200);
    expect(found).toMatchObject({
      kind: "untold",
      why: {
        code: "SYMBL_TIMEOUT",
        message: `${server.url} was still placing the call when the time was over`,
      },
    });
  });

  it("and is found as far as its answer goes", async () => {
    answers.push(json(200, { connectionId: "c-1" }));
    expect((await ask()).found).toEqual({ kind: "placed", placed: { kind: "damaged", call: { connectionId: "c-1" } } });
  });

  it("although the server stumbles", async () => {
    answers.push(json(500, {}), cut, NOT_FOUND);
    const { found, waits } = await ask();
    expect(found).toEqual({ kind: "never-placed" });
    expect(waits).toHaveLength(2);
  });

  it.each([
    ["no call's", json(200, { ok: true }), "SYMBL_UNREADABLE_ANSWER"],
    ["of a server that knows no keys", json(404, { message: "no such route" }), "SYMBL_NOT_FOUND"],
    ["of a proxy", text(404, "START_NOT_FOUND"), "SYMBL_NOT_FOUND"],
    ["another status with the code", json(400, { code: "START_NOT_FOUND" }), "SYMBL_BAD_REQUEST"],
    ["another success", json(204, {}), "SYMBL_UNEXPECTED_STATUS"],
  ])("and not told of when the answer is %s", async (_name, answer, code) => {
    answers.push(answer);
    expect((await ask()).found).toMatchObject({
      kind: "untold",
      why: { code, message: expect.stringMatching(/^The start could not be looked up: /) },
    });
    expect(server.to("/v1/starts/")).toHaveLength(1);
  });

  it("and not told of when no answer comes in time", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    answers.push(cut);
    expect((await ask(200)).found).toMatchObject({
      kind: "untold",
      why: { code: "SYMBL_ANSWER_LOST", message: expect.stringMatching(/^The start could not be looked up: /) },
    });
  });
});

describe("a start of an earlier run", () => {
  const HOUR = 3_600_000;
  const NOW = Date.parse("2026-01-01T12:00:00.000Z");
  beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));

  const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString();
  const ask = async (
    whose: "own" | "another's" | "unknown",
    sentAt: string | undefined = ago(HOUR),
    asking = client(),
  ): ReturnType<typeof lookUpEarlierStart> => {
    const accountFingerprint = { own: asking.fingerprint, "another's": "ffffffffffff", unknown: "" }[whose];
    return lookUpEarlierStart(asking, { idempotencyKey: KEY, accountFingerprint, sentAt }, deadlineIn(10_000));
  };

  it.each([
    ["an hour ago", ago(HOUR)],
    ["nearly 23 hours ago", ago(23 * HOUR - 1)],
    ["now", ago(0)],
    ["by a clock that was nearly an hour ahead", ago(1 - HOUR)],
  ])("was never placed when the account that sent it %s does not know it", async (_when, sentAt) => {
    answers.push(NOT_FOUND);
    expect(await ask("own", sentAt)).toEqual({ kind: "never-placed" });
  });

  it.each([
    ["another's", "by the account ffffffffffff"],
    ["unknown", "by the account that its token does not name"],
  ] as const)("may have been placed when it was %s: keys are an account's own", async (whose, sender) => {
    answers.push(NOT_FOUND);
    expect(await ask(whose)).toMatchObject({
      kind: "untold",
      why: {
        code: "SYMBL_START_UNKNOWN",
        message:
          `${server.url} knows no such start of today's account (${client().fingerprint}), but keys are an account's own, ` +
          `and it was sent ${sender}. Use the credentials that sent it`,
      },
    });
  });

  it("may have been placed when neither account is known", async () => {
    answers.push(NOT_FOUND);
    const asking = symblClient(server.url, { kind: "token", accessToken: "opaque-token" });
    expect(await ask("unknown", ago(HOUR), asking)).toMatchObject({
      kind: "untold",
      why: { message: expect.stringContaining("today's account (that its token does not name)") },
    });
  });

  it.each([
    ["23 hours ago", ago(23 * HOUR), "is"],
    ["a month ago", ago(720 * HOUR), "is"],
    ["nobody knows when", "", "may be"],
    ["by a clock that was an hour ahead", ago(-HOUR), "may be"],
    ["by a clock that was far ahead", ago(-48 * HOUR), "may be"],
  ])("may have been placed when it was sent %s: keys are forgotten, calls go on", async (_when, sentAt, verb) => {
    answers.push(NOT_FOUND);
    expect(await ask("own", sentAt)).toMatchObject({
      kind: "untold",
      why: {
        code: "SYMBL_START_UNKNOWN",
        message: `${server.url} knows no such start, but it ${verb} so old that the server may have forgotten it`,
      },
    });
  });

  it("may have been placed when it is not known at all when it was sent", async () => {
    answers.push(NOT_FOUND);
    const asking = client();
    const start = { idempotencyKey: KEY, accountFingerprint: asking.fingerprint, sentAt: undefined };
    expect(await lookUpEarlierStart(asking, start, deadlineIn(10_000))).toMatchObject({
      kind: "untold",
      why: { message: expect.stringContaining("may be so old") },
    });
  });

  it("is found whoever asks, however old it is", async () => {
    answers.push(json(200, placed()));
    expect(await ask("another's", ago(72 * HOUR))).toMatchObject({
      kind: "placed",
      placed: { call: { connectionId: "c-1" } },
    });
  });

  it("is not told of for the reason that the server gives", async () => {
    answers.push(json(403, { message: "no" }));
    expect(await ask("own")).toMatchObject({ kind: "untold", why: { code: "SYMBL_UNEXPECTED_STATUS" } });
  });
});

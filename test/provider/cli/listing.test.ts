import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import type { CallState, Listed } from "../../../provider/cli/known-start.js";
import { callJson, callLines, inOrder, sessionWords, summary, tornLines } from "../../../provider/cli/listing.js";
import { knownStart } from "./known-starts.js";

const NOW = Date.parse("2026-03-01T10:12:30.000Z");
const call = { connectionId: "c-1", conversationId: "1001" };
const why = new SymblError("SYMBL_UNREACHABLE", "The server\nis down");

const listed = (state: CallState, of: Parameters<typeof knownStart>[0] = {}): Listed => ({
  ...knownStart({ call, ...of }),
  call: state,
});
const text = (one: Listed): string => callLines(one, NOW, "Europe/Berlin").join("\n");

describe("a call in the listing", () => {
  it("stands in aligned lines, in local time, with what to do next", () => {
    expect(`\n${text(listed({ kind: "live", call }, { account: "blue" }))}`).toBe(`
live          c-1  ORPHAN
  session     standup (stack dev, project meetings)
  placed      2026-03-01 11:00:00 GMT+1, 12 min ago
  at          https://api.example.com, account blue
  process     4711, dead
  record      not confirmed: no engine is known to have taken the result
  key         00000000-0000-4000-8000-000000000000
  next        pulumi-symbl-telephony hang-up c-1`);
  });

  it("says when it ended, and that nothing is to be done", () => {
    const lines = text(listed({ kind: "ended", call, endedAt: "2026-03-01T10:10:00.000Z" }));
    expect(lines).toContain("ended         c-1\n");
    expect(lines).toContain("  ended       2026-03-01 11:10:00 GMT+1, 2 min ago\n");
    expect(lines).toContain("  next        nothing; pulumi-symbl-telephony hang-up --orphans clears the record");
  });

  it("gives the reason why its state is unknown in one line", () => {
    const lines = text(listed({ kind: "unknown", call, why }, { state: "confirmed" }));
    expect(lines).toContain("unknown       c-1\n");
    expect(lines).toContain("\n  why         SYMBL_UNREACHABLE: The server is down");
    expect(lines).not.toContain("next");
  });

  it("is named by its key where no connection is known, and points to what may be done", () => {
    const start = { ...knownStart({}), call: { kind: "unknown", call: undefined, why } as const };
    expect(text(start)).toContain(`unknown       key ${start.record.key}  UNKNOWN START\n`);
    expect(text(start)).toContain(`once sure that no call is live: pulumi-symbl-telephony forget ${start.record.key}`);
    const kept = { ...start, state: "confirmed" } as const;
    expect(text(kept)).toContain("  record      confirmed: a state has the start\n");
    expect(text(kept)).toContain(
      "  next        the next `pulumi up` or `pulumi destroy` of its stack asks the server again",
    );
  });

  it.each<[Listed["process"], string]>([
    ["alive", "4711, alive"],
    ["dead", "4711, dead"],
    ["elsewhere", "4711 on build-7, which cannot be seen from here"],
  ])("names a process that is %s", (process, words) => {
    expect(text(listed({ kind: "live", call }, { process }))).toContain(`  process     ${words}\n`);
  });

  it("does without an end or a time that can be read", () => {
    expect(text(listed({ kind: "live", call }, { intendedAt: "yesterday" }))).toContain("  placed      yesterday\n");
  });
});

describe("whose session it is", () => {
  it.each([
    ["urn:pulumi:dev::meetings::a:b:C$symbl:TelephonySession::stand::up", "stand::up (stack dev, project meetings)"],
    ["urn:pulumi:dev::meetings", "urn:pulumi:dev::meetings"],
    ["nonsense", "nonsense"],
  ])("%s", (urn, words) => {
    expect(sessionWords(urn)).toBe(words);
  });
});

describe("the listing", () => {
  const kept = listed({ kind: "live", call }, { state: "confirmed", intendedAt: "2026-03-01T10:05:00.000Z" });
  const orphan = listed({ kind: "live", call }, { intendedAt: "2026-03-01T09:00:00.000Z" });
  const unknown: Listed = { ...knownStart({}), call: { kind: "unknown", call: undefined, why } };
  const ended = listed({ kind: "ended", call, endedAt: "2026-03-01T10:10:00.000Z" });

  it("has what needs care last, and the newest last", () => {
    expect(inOrder([orphan, unknown, kept, ended])).toEqual([ended, kept, unknown, orphan]);
  });

  it("sums up", () => {
    expect(summary([orphan, unknown, kept, ended], 1)).toEqual([
      "5 records: 2 live, 1 unknown, 1 ended, 1 torn.",
      "1 orphan: end with `pulumi-symbl-telephony hang-up --orphans`.",
      '1 unknown start: see "next" above.',
    ]);
    expect(summary([kept], 0)).toEqual(["1 record: 1 live."]);
  });

  it("tells what to do about a record that cannot be read", () => {
    expect(tornLines("k-1", "/j").join("\n")).toContain("pulumi-symbl-telephony forget k-1");
  });
});

describe("a call for scripts", () => {
  it("has the same fields whatever is known of it", () => {
    const unknown: Listed = { ...knownStart({}), call: { kind: "unknown", call: undefined, why } };
    const [a, b] = [callJson(listed({ kind: "live", call })), callJson(unknown)];
    expect(Object.keys(a)).toEqual(Object.keys(b));
    expect(a).toEqual({
      key: "00000000-0000-4000-8000-000000000000",
      state: "live",
      connectionId: "c-1",
      conversationId: "1001",
      session: {
        urn: "urn:pulumi:dev::meetings::pulumi-nodejs:dynamic/symbl:TelephonySession::standup",
        name: "standup",
        stack: "dev",
        project: "meetings",
        organization: "organization",
      },
      placedAt: "2026-03-01T10:00:00.000Z",
      endedAt: null,
      apiBaseUrl: "https://api.example.com",
      account: null,
      accountFingerprint: "0123456789ab",
      process: { pid: 4711, host: "build-7", state: "dead" },
      record: "open",
      orphan: true,
      unknownStart: false,
      reason: null,
    });
    expect(b).toMatchObject({ state: "unknown", connectionId: null, unknownStart: true });
    expect(b).toHaveProperty("reason.code", "SYMBL_UNREACHABLE");
  });
});

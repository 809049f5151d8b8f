import { describe, expect, it } from "vitest";
import { eventLines } from "../../../provider/cli/event-lines.js";
import { inParallel } from "../../../provider/cli/in-parallel.js";
import { harmless, harmlessJson } from "../../../provider/cli/terminal.js";
import { age, inLocalTime } from "../../../provider/cli/times.js";
import type { ResultMessage } from "../../../provider/events/index.js";

describe("how long ago", () => {
  const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
  it.each([
    [0, "just now"],
    [4 * second, "just now"],
    [-4 * second, "just now"],
    [5 * second, "5 s ago"],
    [minute - 1, "59 s ago"],
    [minute, "1 min ago"],
    [12.9 * minute, "12 min ago"],
    [hour, "1 h ago"],
    [2 * day - 1, "47 h ago"],
    [2 * day, "2 days ago"],
    [-minute, "in 1 min (clocks differ)"],
  ])("%d ms", (milliseconds, words) => {
    expect(age(milliseconds)).toBe(words);
  });
});

describe("local time", () => {
  it.each([
    ["UTC", "2026-07-01 01:30:00 UTC, 30 s ago"],
    ["America/New_York", "2026-06-30 21:30:00 EDT, 30 s ago"],
    ["Asia/Tokyo", "2026-07-01 10:30:00 GMT+9, 30 s ago"],
  ])("in %s names its zone", (zone, words) => {
    expect(inLocalTime("2026-07-01T01:30:00.000Z", Date.parse("2026-07-01T01:30:30.000Z"), zone)).toBe(words);
  });
});

describe("what a terminal gets", () => {
  it("moves no cursor, sets no colour and turns no direction", () => {
    expect(harmless("a\u001b[2Jb\rc\u0007d\u009be\u202ef\u2066g\nh\ti")).toBe("a [2Jb c d e f g\nh i");
  });

  it("keeps in JSON what it says", () => {
    const value = { text: "a\u001b[2J\u009b\u202e\n", more: ["é", "\u{1f600}"] };
    for (const lines of ["one", "many"] as const) {
      const json = harmlessJson(value, lines);
      expect(JSON.parse(json)).toEqual(value);
      expect(json).not.toMatch(/[\u009b\u202e]/);
    }
    expect(harmlessJson(value, "one")).not.toContain("\n");
  });
});

describe("an event", () => {
  const at = new Date(2026, 0, 1, 3, 4, 5);
  const raw = {};
  it.each<[string, ResultMessage, string[]]>([
    [
      "final transcript",
      { type: "transcript_response", isFinal: true, payload: { content: "Hello\n all" }, raw },
      ["03:04:05  transcript  Hello all"],
    ],
    ["interim transcript", { type: "transcript_response", isFinal: false, payload: { content: "Hel" }, raw }, []],
    [
      "two messages",
      {
        type: "message_response",
        messages: [{ from: { name: "Ada" }, payload: { content: "Hello." } }, { payload: { content: "Hi." } }],
        raw,
      },
      ["03:04:05  message     Ada: Hello.", "03:04:05  message     somebody: Hi."],
    ],
    [
      "insight",
      { type: "insight_response", insights: [{ type: "action_item", text: "Call back", confidence: 0.987 }], raw },
      ["03:04:05  insight     action_item: Call back (99 %)"],
    ],
    [
      "topic",
      { type: "topic_response", topics: [{ phrases: "budget", score: 0.5 }, {}], raw },
      ["03:04:05  topic       budget (50 %)", "03:04:05  topic"],
    ],
    [
      "intent",
      { type: "intent_response", intent: { intent: "answering_machine", subIntent: "answered_by_human" }, raw },
      ["03:04:05  intent      answered_by_human"],
    ],
    [
      "message of another type",
      { type: "other", name: "status", raw: { type: "status", on: true } },
      ['03:04:05  status      {"type":"status","on":true}'],
    ],
    ["text", { type: "other", name: undefined, raw: "hello" }, ['03:04:05  other       "hello"']],
    ["bytes", { type: "other", name: undefined, raw: new Uint8Array(3) }, ["03:04:05  other       3 bytes"]],
  ])("that is a %s", (_what, message, lines) => {
    expect(eventLines(message, at)).toEqual(lines);
  });

  it("of great length is cut", () => {
    const [line = ""] = eventLines({ type: "other", name: undefined, raw: "x".repeat(5_000) }, at);
    expect(line.length).toBeLessThan(300);
  });
});

describe("work in parallel", () => {
  it("keeps the order and the bound", async () => {
    let [now, most] = [0, 0];
    const results = await inParallel([30, 20, 10, 5, 1], 2, async (item) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, item));
      now--;
      return item * 2;
    });
    expect(results).toEqual([60, 40, 20, 10, 2]);
    expect(most).toBe(2);
  });

  it("of nothing is nothing", async () => {
    expect(await inParallel([], 4, async (item) => item)).toEqual([]);
  });
});

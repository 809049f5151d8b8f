import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frame, readFrame } from "../../../provider/events/frames.js";

function messageOf(frame: Frame): unknown {
  return frame.kind === "message" ? frame.message : frame.kind;
}

function bytes(text: string): ArrayBuffer {
  const copy = new ArrayBuffer(Buffer.byteLength(text));
  new Uint8Array(copy).set(Buffer.from(text));
  return copy;
}

const samples = [
  { type: "transcript_response", isFinal: false, payload: { content: "good mor" } },
  {
    type: "message_response",
    messages: [
      {
        from: { name: "Jane", userId: "jane@example.com" },
        payload: { content: "Good morning.", contentType: "text/plain" },
      },
    ],
  },
  {
    type: "insight_response",
    insights: [{ type: "question", text: "Shall we?", confidence: 0.99, hints: [], tags: [] }],
  },
  { type: "topic_response", topics: [{ id: "1", phrases: "budget", score: 0.7 }] },
  {
    type: "intent_response",
    intent: { intent: "answering_machine", subIntent: "answered_by_machine", score: 0.9, alternatives: [] },
  },
];

describe("frames", () => {
  it.each(samples)("of $type are messages of that type, with the JSON as it came beside", (sample) => {
    expect(messageOf(readFrame(JSON.stringify(sample)))).toEqual({ ...sample, raw: sample });
  });

  it("may be JSON in binary", () => {
    expect(readFrame(bytes(JSON.stringify(samples[0])))).toMatchObject({ message: { type: "transcript_response" } });
  });

  it("keep what this version does not know in raw", () => {
    const more = { ...samples[0], sequenceNumber: 7, payload: { content: "x", words: [1] } };
    expect(messageOf(readFrame(JSON.stringify(more)))).toEqual({
      type: "transcript_response",
      isFinal: false,
      payload: { content: "x" },
      raw: more,
    });
  });

  it("with a detail of the wrong kind lose the detail only", () => {
    const odd = { type: "insight_response", insights: [{ type: "question", confidence: "high", from: null }] };
    expect(messageOf(readFrame(JSON.stringify(odd)))).toEqual({
      type: "insight_response",
      insights: [{ type: "question" }],
      raw: odd,
    });
  });

  it.each([
    ['{"type":"tracker_response","trackers":[]}', "tracker_response", { type: "tracker_response", trackers: [] }],
    ['{"type":"transcript_response"}', "transcript_response", { type: "transcript_response" }],
    ['{"type":5}', undefined, { type: 5 }],
    ["[1]", undefined, [1]],
    ["null", undefined, null],
    ["hello", undefined, "hello"],
    ['{"type":', undefined, '{"type":'],
  ])("that say %s are messages of type other", (text, name, raw) => {
    expect(messageOf(readFrame(text))).toEqual({ type: "other", name, raw });
  });

  it("in binary that are no JSON keep their bytes", () => {
    expect(messageOf(readFrame(new Uint8Array([0xff, 0x00]).buffer))).toEqual({
      type: "other",
      name: undefined,
      raw: new Uint8Array([0xff, 0x00]),
    });
  });

  it.each([
    ["__PING__", "ping"],
    ["__PONG__", "pong"],
    ["", "pong"],
  ])("that say %j keep the connection alive", (text, kind) => {
    expect(readFrame(text).kind).toBe(kind);
  });

  it("never throw, whatever they say", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.anything().map((value) => JSON.stringify(value) ?? ""),
        ),
        (text) => {
          expect(["ping", "pong", "message"]).toContain(readFrame(text).kind);
        },
      ),
    );
  });

  it("of great depth are read, or kept as text", () => {
    expect(readFrame(`${"[".repeat(200_000)}${"]".repeat(200_000)}`).kind).toBe("message");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInputsError } from "../../../provider/api/errors.js";
import { type SpeakerEvent, speakerEventFrame } from "../../../provider/events/speaker-event.js";

const now = new Date("2030-01-31T09:00:00.000Z");
const ada = { userId: "ada@example.com", name: "Ada" };

function problemsOf(event: SpeakerEvent): string[] {
  try {
    speakerEventFrame(event, now);
  } catch (error) {
    if (error instanceof InvalidInputsError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("a speaker event on the wire", () => {
  it("has the topic and the time of the event filled in", () => {
    expect(speakerEventFrame({ type: "started_speaking", user: ada }, now)).toEqual({
      topic: "speaker",
      type: "started_speaking",
      user: ada,
      timestamp: "2030-01-31T09:00:00.000Z",
    });
  });

  it.each([
    ["2030-01-31T18:00:00+09:00", "2030-01-31T09:00:00.000Z"],
    ["2030-01-31T09:00Z", "2030-01-31T09:00:00.000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    [new Date("2031-05-06T07:08:09.010Z"), "2031-05-06T07:08:09.010Z"],
  ])("says in UTC when it was so: %s", (timestamp, expected) => {
    expect(speakerEventFrame({ type: "left", user: ada, timestamp }, now).timestamp).toBe(expected);
  });

  it.each([
    "",
    "yesterday",
    "2030-01-31",
    "2030-01-31T09:00:00",
    "2030-02-30T09:00:00Z",
    "2030-13-01T09:00:00Z",
    new Date(Number.NaN),
  ])("refuses %s, which names no moment", (timestamp) => {
    expect(problemsOf({ type: "joined", user: ada, timestamp })).toEqual(["event.timestamp"]);
  });

  it("names every mistake at once, those of programs without types too", () => {
    const wrong: SpeakerEvent = JSON.parse('{"type":"shouted","user":{"userId":" ","name":7},"timestamp":5}');
    expect(problemsOf(wrong)).toEqual(["event.type", "event.user.userId", "event.user.name", "event.timestamp"]);
    expect(problemsOf(JSON.parse("null"))).toEqual(["event.type", "event.user.userId", "event.user.name"]);
  });

  it("keeps every moment that a Date can name", () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z") }),
        (date) => {
          const { timestamp } = speakerEventFrame({ type: "left", user: ada, timestamp: date.toISOString() }, now);
          expect(timestamp).toBe(date.toISOString());
        },
      ),
    );
  });
});

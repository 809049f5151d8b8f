import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyticsOf } from "../../../../gateway/conversation/analysis/analytics.js";
import type { SaidMessage } from "../../../../gateway/conversation/transcript.js";
import { ADA, BOB } from "../said.js";

const CLEO = { id: "c", name: "Cleo", email: "cleo@example.com" };
const spoken = (
  speaker: SaidMessage["speaker"],
  start: number,
  end: number,
  text = "one two three four",
): SaidMessage => ({
  ...{ messageId: `${start}-${end}-${speaker?.id}`, conversationId: "1", sequence: start, text },
  ...{ startTime: start * 1_000, endTime: end * 1_000 },
  ...(speaker === undefined ? {} : { speaker }),
});
const call = (seconds: number) => ({ start: 0, end: seconds * 1_000 });
const metric = (messages: readonly SaidMessage[], seconds: number) =>
  Object.fromEntries(analyticsOf(messages, call(seconds)).metrics.map(({ type, ...figures }) => [type, figures]));

describe("the analytics of a conversation", () => {
  it("share the call between silence and talk, and the talk between those who talked", () => {
    const messages = [spoken(ADA, 0, 10), spoken(BOB, 8, 12), spoken(undefined, 15, 16), spoken(ADA, 16, 17)];
    expect(metric(messages, 20)).toEqual({
      total_silence: { percent: 30, seconds: 6 },
      total_talk_time: { percent: 70, seconds: 14 },
      total_overlap: { percent: 14.286, seconds: 2 },
    });
    const { members } = analyticsOf(messages, call(20));
    expect(members).toEqual([
      {
        member: ADA,
        wpm: Math.round((8 * 60) / 11),
        talk: { percentage: 78.571, seconds: 11 },
        listen: { percentage: 21.429, seconds: 3 },
        overlapSeconds: 2,
        overlapping: [{ member: BOB, percent: 13.333, seconds: 2 }],
      },
      {
        member: BOB,
        wpm: 60,
        talk: { percentage: 28.571, seconds: 4 },
        listen: { percentage: 71.429, seconds: 10 },
        overlapSeconds: 2,
        overlapping: [{ member: ADA, percent: 13.333, seconds: 2 }],
      },
    ]);
  });

  it("are all silence when nothing was said, and nothing when there was no call", () => {
    expect(metric([], 20)).toMatchObject({ total_silence: { percent: 100, seconds: 20 } });
    expect(metric([], 0)).toMatchObject({ total_silence: { percent: 0, seconds: 0 } });
    expect(analyticsOf([], call(20)).members).toEqual([]);
  });

  it("count only what was said within the call, and no time that a word did not take", () => {
    expect(metric([spoken(ADA, -5, 2), spoken(ADA, 9, 30)], 10)).toMatchObject({ total_talk_time: { seconds: 3 } });
    expect(analyticsOf([spoken(ADA, 3, 3)], call(10)).members[0]).toMatchObject({ wpm: 0, talk: { seconds: 0 } });
  });

  it("agree with a count second by second, whoever talks over whom", () => {
    const anyMessage = fc
      .tuple(fc.constantFrom(ADA, BOB, CLEO, undefined), fc.nat({ max: 50 }), fc.integer({ min: 0, max: 12 }))
      .map(([speaker, start, length]) => spoken(speaker, start, start + length));
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 20 }), (messages) => {
        const seconds = Array.from({ length: 60 }, (_, second) => second);
        const at = (second: number) =>
          messages.filter(({ startTime, endTime }) => startTime <= second * 1_000 && second * 1_000 < endTime);
        const talking = seconds.filter((second) => at(second).length > 0).length;
        const speakersAt = (second: number) =>
          new Set(at(second).flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker.id])));
        const counted = metric(messages, 60);
        expect(counted.total_talk_time?.seconds).toBe(talking);
        expect(counted.total_silence?.seconds).toBe(60 - talking);
        expect(counted.total_overlap?.seconds).toBe(seconds.filter((second) => speakersAt(second).size > 1).length);
        for (const { member, talk, overlapSeconds, overlapping } of analyticsOf(messages, call(60)).members) {
          const own = seconds.filter((second) => speakersAt(second).has(member.id));
          expect(talk.seconds).toBe(own.length);
          expect(overlapSeconds).toBe(own.filter((second) => speakersAt(second).size > 1).length);
          for (const other of overlapping) {
            expect(other.seconds).toBe(own.filter((second) => speakersAt(second).has(other.member.id)).length);
          }
        }
      }),
    );
  });
});

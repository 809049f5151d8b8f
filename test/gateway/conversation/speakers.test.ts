import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { floorOf, type Span, speakerOf, TOLERANCE_MS } from "../../../gateway/conversation/speakers.js";
import type { SpeakerMark, SpeakerMarkType } from "../../../gateway/store/transcript-store.js";

const mark = (type: SpeakerMarkType, memberId: string | undefined, at: number): SpeakerMark =>
  memberId === undefined ? { type, at } : { type, memberId, at };
const who = (marks: readonly SpeakerMark[], start: number, end: number) => speakerOf(floorOf(marks), { start, end });

describe("who said it", () => {
  it("is whoever was speaking", () => {
    const marks = [
      mark("started_speaking", "ada", 0),
      mark("stopped_speaking", "ada", 10_000),
      mark("started_speaking", "bob", 10_000),
    ];
    expect(who(marks, 2_000, 4_000)).toBe("ada");
    expect(who(marks, 12_000, 14_000)).toBe("bob");
  });

  it.each(["stopped_speaking", "left"] as const)("is not whoever started and %s at the same time", (end) => {
    const marks = [mark("started_speaking", "ada", 5_000), mark(end, "ada", 5_000)];
    expect(who(marks, 20_000, 21_000)).toBeUndefined();
  });

  it("is whoever stopped and started again at the same time", () => {
    const marks = [
      mark("started_speaking", "ada", 0),
      mark("stopped_speaking", "ada", 5_000),
      mark("started_speaking", "ada", 5_000),
    ];
    expect(who(marks, 20_000, 21_000)).toBe("ada");
  });

  it("of two at once, is the one who spoke for longer during it", () => {
    const marks = [
      mark("started_speaking", "ada", 0),
      mark("started_speaking", "bob", 4_000),
      mark("stopped_speaking", "ada", 5_000),
    ];
    expect(who(marks, 0, 6_000)).toBe("ada");
    expect(who(marks, 3_000, 9_000)).toBe("bob");
  });

  it("of two for as long, is the one who began last: whoever never reports silence is talked over", () => {
    const marks = [mark("started_speaking", "ada", 0), mark("started_speaking", "bob", 4_000)];
    expect(who(marks, 5_000, 6_000)).toBe("bob");
  });

  it.each([
    ["left", [mark("left", "ada", 5_000)]],
    ["stopped", [mark("stopped_speaking", "ada", 5_000)]],
    ["was stopped with all others", [mark("stopped", undefined, 5_000)]],
  ])("is not whoever has %s", (_how, ends) => {
    const marks = [mark("started_speaking", "ada", 0), ...ends];
    expect(who(marks, 1_000, 2_000)).toBe("ada");
    expect(who(marks, 10_000, 11_000)).toBeUndefined();
  });

  it("allows for clocks that differ a little, not for more", () => {
    const marks = [mark("started_speaking", "ada", 10_000), mark("stopped_speaking", "ada", 11_000)];
    expect(who(marks, 9_000, 10_000 - TOLERANCE_MS)).toBe("ada");
    expect(who(marks, 9_000, 9_999 - TOLERANCE_MS - 1_000)).toBeUndefined();
    expect(who(marks, 11_000 + TOLERANCE_MS, 20_000)).toBe("ada");
    expect(who(marks, 11_001 + TOLERANCE_MS, 20_000)).toBeUndefined();
  });

  it("is nobody whose joining is all that is known", () => {
    expect(who([mark("joined", "ada", 0)], 0, 1_000)).toBeUndefined();
  });

  it("goes on being whoever stops and starts in the same moment", () => {
    const marks = [
      mark("started_speaking", "ada", 0),
      mark("started_speaking", "ada", 5_000),
      mark("stopped_speaking", "ada", 5_000),
    ];
    expect(who(marks, 8_000, 9_000)).toBe("ada");
  });
});

const MEMBERS = ["ada", "bob", "cleo"];
const anyMark: fc.Arbitrary<SpeakerMark> = fc.record({
  type: fc.constantFrom<SpeakerMarkType>("started_speaking", "stopped_speaking", "joined", "left", "stopped"),
  memberId: fc.constantFrom(...MEMBERS),
  at: fc.integer({ min: 0, max: 60 }).map((tick) => 100 * tick),
});
const anyMarks = fc.array(anyMark, { maxLength: 30 });
const anySpan: fc.Arbitrary<Span> = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 30 }))
  .map(([start, length]) => ({ start: 100 * start, end: 100 * (start + length) }));

describe("whatever the events", () => {
  it("the order in which they arrive makes no difference", () => {
    fc.assert(
      fc.property(
        anyMarks.chain((marks) =>
          fc.tuple(fc.constant(marks), fc.shuffledSubarray(marks, { minLength: marks.length })),
        ),
        anySpan,
        ([marks, shuffled], span) => {
          expect(speakerOf(floorOf(shuffled), span)).toBe(speakerOf(floorOf(marks), span));
        },
      ),
    );
  });

  it("nobody said it who had not started to speak by then", () => {
    fc.assert(
      fc.property(anyMarks, anySpan, (marks, span) => {
        const speaker = speakerOf(floorOf(marks), span);
        if (speaker === undefined) return;
        const started = marks.some(
          ({ type, memberId, at }) =>
            type === "started_speaking" && memberId === speaker && at <= span.end + TOLERANCE_MS,
        );
        expect(started).toBe(true);
      }),
    );
  });

  it("it was one of those who spoke longest, counted tick by tick", () => {
    fc.assert(
      fc.property(anyMarks, anySpan, (marks, span) => {
        const ticks = new Map(MEMBERS.map((memberId) => [memberId, ticksOf(marks, memberId, span)]));
        const most = Math.max(...ticks.values());
        const speaker = speakerOf(floorOf(marks), span);
        if (most > 0) expect(ticks.get(speaker ?? "")).toBe(most);
        else if (speaker !== undefined) {
          const near = { start: span.start - TOLERANCE_MS - 100, end: span.end + TOLERANCE_MS + 100 };
          expect(ticksOf(marks, speaker, near) > 0 || isInstant(marks, speaker)).toBe(true);
        }
      }),
    );
  });
});

/** How many ticks of 100 ms of the span a member speaks through, played event by event. */
function ticksOf(marks: readonly SpeakerMark[], memberId: string, span: Span): number {
  const own = marks.filter((each) => each.memberId === memberId && each.type !== "joined");
  let ticks = 0;
  for (let at = span.start; at < span.end; at += 100) {
    if (isSpeaking(own.filter((each) => each.at <= at))) ticks += 1;
  }
  return ticks;
}

/** After these: as before, when the last of them say both at once. */
function isSpeaking(marks: readonly SpeakerMark[]): boolean {
  if (marks.length === 0) return false;
  const latest = Math.max(...marks.map(({ at }) => at));
  const starts = marks.filter(({ at }) => at === latest).map(({ type }) => type === "started_speaking");
  return starts.includes(true) && starts.includes(false)
    ? isSpeaking(marks.filter(({ at }) => at < latest))
    : starts.includes(true);
}

/** Whether the member spoke for no time at all, which no tick shows. */
function isInstant(marks: readonly SpeakerMark[], memberId: string): boolean {
  return marks.some(
    (a) =>
      a.memberId === memberId &&
      a.type === "started_speaking" &&
      marks.some((b) => b.memberId === memberId && b.at === a.at && b.type !== "started_speaking"),
  );
}

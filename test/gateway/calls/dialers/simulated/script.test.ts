import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cue, moments } from "../../../../../gateway/calls/dialers/simulated/script.js";

describe("a script as a recogniser tells it", () => {
  it("is guesses that grow, then the words themselves", () => {
    const cue: Cue = { start: 1_000, end: 2_200, text: "shall we start now then", speaker: { name: "Ada" } };
    expect(moments([cue]).map(({ at, text, isFinal }) => [at, text, isFinal])).toEqual([
      [1_300, "shall", false],
      [1_600, "shall we", false],
      [1_900, "shall we start", false],
      [2_200, "shall we start now then", true],
    ]);
  });

  it("interleaves people who speak at once", () => {
    const told = moments([
      { start: 0, end: 2_000, text: "one two" },
      { start: 500, end: 1_000, text: "no" },
    ]);
    expect(told.map(({ at, utterance, text }) => [at, utterance, text])).toEqual([
      [1_000, 0, "one"],
      [1_000, 1, "no"],
      [2_000, 0, "one two"],
    ]);
  });

  it("ends every utterance once, at its end, after guesses that are beginnings of it, whatever the script", () => {
    const cue = fc
      .tuple(
        fc.nat(20_000),
        fc.integer({ min: 1, max: 9_000 }),
        fc.array(fc.constantFrom("a", "bb", "ccc"), { minLength: 1 }),
      )
      .map(([start, length, words]): Cue => ({ start, end: start + length, text: words.join(" ") }));
    fc.assert(
      fc.property(fc.array(cue, { maxLength: 6 }), (cues) => {
        const told = moments(cues);
        expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort((one, other) => one - other));
        cues.forEach(({ end, text }, utterance) => {
          const own = told.filter((moment) => moment.utterance === utterance);
          expect(own.at(-1)).toMatchObject({ at: end, text, isFinal: true });
          for (const [index, guess] of own.slice(0, -1).entries()) {
            expect(guess.isFinal).toBe(false);
            expect(`${text} `.startsWith(`${guess.text} `)).toBe(true);
            expect(guess.text.length).toBeGreaterThanOrEqual(own[index - 1]?.text.length ?? 1);
          }
        });
      }),
    );
  });
});

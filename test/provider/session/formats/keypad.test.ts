import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalDtmf, dtmfProblem, PAUSE_MS } from "../../../../provider/session/formats/keypad.js";
import { keys } from "../arbitraries.js";
import { reasons } from "../reasons.js";

describe("DTMF", () => {
  it("takes every key of a keypad, in either case, and commas", () => {
    expect(dtmfProblem(",,939293#,,1234#")).toBeUndefined();
    expect(dtmfProblem("0123456789*#ABCDabcd,")).toBeUndefined();
    fc.assert(fc.property(keys, (sequence) => void expect(dtmfProblem(sequence)).toBeUndefined()));
  });

  it("is refused with the reason", async () => {
    const refused = [
      "93 92",
      "9392p 1234",
      "9392p1234",
      "9392W1234",
      "9392;",
      "w9392",
      "-9392w",
      "w9392-",
      "9392E",
      "e9392",
      "9392-1234",
      "９",
      "é",
    ];
    await expect(reasons(dtmfProblem, refused)).toMatchFileSnapshot("reasons/keypad.txt");
  });

  it("waits for as long as the reasons say", () => {
    expect(dtmfProblem("p")).toContain(`${PAUSE_MS} ms`);
  });

  it("never repeats what it refuses, since that is a passcode", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 12 }), (sequence) => {
        const problem = dtmfProblem(sequence);
        fc.pre(problem !== undefined);
        expect(problem).not.toContain(sequence);
      }),
    );
    expect(dtmfProblem("7391 4826")).not.toMatch(/7391|4826/);
  });

  it("is compared in upper case", () => {
    expect(canonicalDtmf("1a#")).toBe("1A#");
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalDtmf, dtmfProblem } from "../../../../provider/session/formats/keypad.js";
import { keys } from "../arbitraries.js";

describe("DTMF", () => {
  it("takes every key of a keypad, in either case, and commas", () => {
    expect(dtmfProblem(",,939293#,,1234#")).toBeUndefined();
    expect(dtmfProblem("0123456789*#ABCDabcd,")).toBeUndefined();
    fc.assert(fc.property(keys, (sequence) => void expect(dtmfProblem(sequence)).toBeUndefined()));
  });

  it.each([
    ["93 92", /white space/],
    ["9392p1234", /pause.*commas/],
    ["9392w1234", /pause.*commas/],
    ["9392E", /letters/],
    ["9392-1234", /characters/],
    ["９", /characters/],
  ])("refuses %j", (sequence, reason) => {
    expect(dtmfProblem(sequence)).toMatch(reason);
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

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationProblem, parseDuration } from "../../../provider/session/duration.js";

describe("a duration", () => {
  it.each([
    [30_000, 30_000],
    [0.5, 0.5],
    ["30s", 30_000],
    ["2m", 120_000],
    ["1m30s", 90_000],
    ["1m 30s", 90_000],
    ["500ms", 500],
    ["1.5s", 1_500],
    ["0.3s", 300],
    ["1h", 3_600_000],
    ["1h1m1s1ms", 3_661_001],
    [" 30s ", 30_000],
  ])("%j is %d milliseconds", (written, milliseconds) => {
    expect(parseDuration(written)).toBe(milliseconds);
    expect(durationProblem(written)).toBeUndefined();
  });

  it.each([
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "",
    " ",
    "0s",
    "-1s",
    "30",
    "s",
    "30 sec",
    "30s1m",
    "1d",
    "1e3s",
    "9".repeat(1000),
  ])("%j is none", (written) => {
    expect(parseDuration(written)).toBeUndefined();
    expect(durationProblem(written)).toBeTypeOf("string");
  });

  it.each([
    ["30", /no unit: write "30s"/],
    ["25h", /longer than a day/],
    [86_400_001, /longer than a day/],
    [-1, /positive/],
    [true, /must be milliseconds/],
    [null, /must be milliseconds/],
  ])("%j is refused with the reason", (written, reason) => {
    expect(durationProblem(written)).toMatch(reason);
  });

  it("is what its parts add up to", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(59), fc.nat(59), fc.integer({ min: 1, max: 999 }), (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(((h * 60 + m) * 60 + s) * 1000 + ms);
      }),
    );
  });
});

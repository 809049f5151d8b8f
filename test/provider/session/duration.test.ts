import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationProblem, parseDuration } from "../../../provider/session/duration.js";
import { reasons } from "./reasons.js";

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
    ["\n  30s\t", 30_000],
    ["1.5h 2.25m 0.5s 10.6ms", 5_535_511],
    ["1h 30s", 3_630_000],
    ["10h10m10s10ms", 36_610_010],
    ["12.25h", 44_100_000],
    ["0.5ms", 1],
    ["24h", 86_400_000],
    [86_400_000, 86_400_000],
    [`${"0".repeat(38)}1s`, 1_000],
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
    "30s.",
    "x30s",
    "1.s",
    ".5s",
    "1m  30s",
    "0.4ms",
    `${"0".repeat(39)}1s`,
    "9".repeat(1000),
  ])("%j is none", (written) => {
    expect(parseDuration(written)).toBeUndefined();
    expect(durationProblem(written)).toBeTypeOf("string");
  });

  it("is refused with the reason, and what to write instead", async () => {
    const refused = [
      "30",
      " 30\n",
      "\t 5",
      "30 s.",
      "x30",
      "30x",
      "soon",
      "",
      "0s",
      "25h",
      "24h1ms",
      86_400_001,
      0,
      -1,
    ];
    await expect(reasons(durationProblem, refused)).toMatchFileSnapshot("reasons/duration.txt");
  });

  it.each([true, null, undefined, ["1s"]])("is neither %j nor anything else that is no number and no text", (value) => {
    expect(durationProblem(value)).toBe(
      'must be milliseconds such as 30000, or text such as "30s", "2m", "1m30s", "500ms"',
    );
  });

  it("is what its parts add up to", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(59), fc.nat(59), fc.integer({ min: 1, max: 999 }), (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(((h * 60 + m) * 60 + s) * 1000 + ms);
      }),
    );
  });
});

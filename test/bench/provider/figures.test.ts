import { describe, expect, it } from "vitest";
import { judge, LIMITS } from "../../../bench/provider/goals.js";
import type { Loading } from "../../../bench/provider/loading.js";
import { readOptions, UsageError } from "../../../bench/provider/options.js";
import { report } from "../../../bench/provider/report.js";
import { linesOf, type Results } from "../../../bench/provider/results.js";
import type { Footprint, Sample } from "../../../bench/provider/rounds.js";
import { OPERATIONS, VARIANTS, type Variant } from "../../../bench/provider/variants.js";
import { pairedRatios, summarise } from "../../../bench/statistics.js";

describe("the figures of the benchmark", () => {
  it("are summed up by their median, whether odd or even in number", () => {
    expect(summarise([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, count: 3 });
    expect(summarise([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4, count: 4 });
  });

  it("are refused where there are none", () => {
    expect(() => summarise([])).toThrow(RangeError);
    expect(() => pairedRatios([1], [])).toThrow(RangeError);
  });

  it("are compared within a round, so that a slow round does not count", () => {
    expect(pairedRatios([1, 100, 1.2], [1, 100, 1]).median).toBe(1);
  });

  it("are paired by round even when the rounds began with different variants", () => {
    const sample = (round: number, variant: Variant, milliseconds: number): Sample[] =>
      OPERATIONS.map((operation) => ({ round, size: 1, variant, operation, milliseconds, cpuMilliseconds: undefined }));
    const samples = [0, 1].flatMap((round) =>
      (round === 0 ? VARIANTS : [...VARIANTS].reverse()).flatMap((variant) =>
        sample(round, variant, (round + 1) * (variant === "symbl" ? 30 : 10)),
      ),
    );
    const line = linesOf(samples.reverse(), [1]).find(({ variant }) => variant === "symbl");
    expect(line?.ratios.control).toEqual({ median: 3, min: 3, max: 3, count: 2 });
    expect(line?.cpu).toBeUndefined();
  });
});

describe("the goals of the benchmark", () => {
  it("pass at their limits", () => {
    const goals = judge(resultsWith({ control: 1000, documented: 1200, symbl: 1100 }, [LIMITS.atSize]));
    expect(goals.map(({ verdict }) => verdict)).toEqual(goals.map(() => "pass"));
  });

  it("fail one by one", () => {
    const results = resultsWith({ control: 1000, documented: 1101, symbl: 1101 }, [LIMITS.atSize], {
      import: summarise([LIMITS.import + 0.1]),
      heavy: ["zod"],
    });
    expect(judge(results).map(({ text, verdict }) => [text.split(":")[0], verdict])).toEqual([
      ["up of 100", "fail"],
      ["destroy of 100", "fail"],
      ["up of 100", "fail"],
      ["destroy of 100", "fail"],
      ["__provider", "pass"],
      ["import", "fail"],
      ["import", "fail"],
    ]);
  });

  it("are neither reached nor missed where they were not measured", () => {
    const goals = judge(resultsWith({ control: 1, documented: 3, symbl: 2 }, [1]));
    expect(goals.slice(0, 2).map(({ verdict }) => verdict)).toEqual(["not measured", "not measured"]);
  });

  it("stand in the report with what was found", () => {
    const results = resultsWith({ control: 1000, documented: 1200, symbl: 1234 }, [LIMITS.atSize]);
    const text = report(results, judge(results));
    expect(text).toMatch(/up of 100: at most 1\.10 × the control +1\.234 × +fail/);
    expect(text).toMatch(/100 +up +pulumi-symbl-telephony +1\.23 +1\.23 +1\.23 /);
  });
});

describe("the flags of the benchmark", () => {
  it("take sizes in any order, each once", () => {
    expect(readOptions(["--rounds", "2", "--sizes", "10,1,10", "--json", "out.json"])).toEqual({
      rounds: 2,
      sizes: [1, 10],
      json: "out.json",
    });
  });

  it.each([["--rounds", "0"], ["--rounds", "x"], ["--sizes", "1,,2"], ["--sizes", "1001"], ["--what"]])(
    "are refused: %s %s",
    (...args) => {
      expect(() => readOptions(args)).toThrow(UsageError);
    },
  );
});

function resultsWith(
  times: { control: number; documented: number; symbl: number },
  sizes: readonly number[],
  loading: Partial<Loading> = {},
): Results {
  const milliseconds = { empty: 1, ...times };
  const samples = sizes.flatMap((size) =>
    OPERATIONS.flatMap((operation) =>
      VARIANTS.map((variant) => ({
        round: 0,
        size,
        variant,
        operation,
        milliseconds: milliseconds[variant],
        cpuMilliseconds: 10,
      })),
    ),
  );
  const footprint = (providerBytes: number): Footprint => ({ providerBytes, resourceBytes: 2000 });
  const quick = summarise([1]);
  return {
    lines: linesOf(samples, sizes),
    footprints: {
      empty: footprint(50),
      control: footprint(100),
      documented: footprint(5000),
      symbl: footprint(LIMITS.providerBytes),
    },
    loading: {
      import: summarise([LIMITS.import]),
      heavy: [],
      hostModule: quick,
      hostUp: quick,
      hostDestroy: quick,
      ...loading,
    },
  };
}

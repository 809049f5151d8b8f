import { lineOf, type Results } from "./results.js";
import { OPERATIONS } from "./variants.js";

/** What the figures have to reach. */
export const LIMITS = {
  /** Times the control, at this many sessions. */
  toControl: 1.1,
  atSize: 100,
  /** Bytes of `__provider`. */
  providerBytes: 120,
  /** Milliseconds. */
  import: 10,
} as const;

export interface Goal {
  readonly text: string;
  /** What was measured, in the words of the goal. */
  readonly found: string;
  readonly verdict: "pass" | "fail" | "not measured";
}

export function judge({ lines, footprints, loading }: Results): Goal[] {
  const sizes = [...new Set(lines.map(({ size }) => size))];
  const toControl = OPERATIONS.map((operation) => {
    const ratio = lineOf(lines, LIMITS.atSize, operation, "symbl")?.ratios.control.median;
    return goal(
      `${operation} of ${LIMITS.atSize}: at most ${LIMITS.toControl.toFixed(2)} × the control`,
      ratio === undefined ? undefined : `${ratio.toFixed(3)} ×`,
      ratio !== undefined && ratio <= LIMITS.toControl,
    );
  });
  const ahead = sizes.flatMap((size) =>
    OPERATIONS.map((operation) => {
      const ratio = lineOf(lines, size, operation, "symbl")?.ratios.documented.median;
      return goal(
        `${operation} of ${size}: ahead of the documented way`,
        ratio === undefined ? undefined : `${ratio.toFixed(3)} ×`,
        ratio !== undefined && ratio < 1,
      );
    }),
  );
  const { providerBytes } = footprints.symbl;
  return [
    ...toControl,
    ...ahead,
    goal(
      `__provider: at most ${LIMITS.providerBytes} bytes, and fewer than the documented way's`,
      `${providerBytes} bytes to ${footprints.documented.providerBytes}`,
      providerBytes <= LIMITS.providerBytes && providerBytes < footprints.documented.providerBytes,
    ),
    goal(
      `import: at most ${LIMITS.import} ms beyond @pulumi/pulumi`,
      `${loading.import.median.toFixed(1)} ms`,
      loading.import.median <= LIMITS.import,
    ),
    goal(
      "import: neither undici, zod nor luxon",
      loading.heavy.length === 0 ? "none of them" : loading.heavy.join(", "),
      loading.heavy.length === 0,
    ),
  ];
}

function goal(text: string, found: string | undefined, reached: boolean): Goal {
  if (found === undefined) return { text, found: "", verdict: "not measured" };
  return { text, found, verdict: reached ? "pass" : "fail" };
}

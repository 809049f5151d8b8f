import * as fc from "fast-check";

/** How many inputs all files together try: 10⁵, or `SYMBL_FUZZ_RUNS`. */
export const ALL_RUNS = Number(process.env.SYMBL_FUZZ_RUNS ?? 100_000);
/** The same inputs each time; another number tries others, and `random` any. A failure prints it. */
const SEED = process.env.SYMBL_FUZZ_SEED ?? "20270111";
/** Milliseconds for one input: far more than any takes, and far less than a person calls a hang. */
const LONGEST_MS = 5_000;

/** How many inputs a share, in thousandths of all, comes to. */
export function runsOf(share: number): number {
  return Math.max(1, Math.round((ALL_RUNS * share) / 1_000));
}

/** Tries as many inputs. An error names the smallest input that was found to break it. */
export async function fuzz<T>(share: number, inputs: fc.Arbitrary<T>, act: (input: T) => unknown): Promise<number> {
  let tried = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    tried++;
    const begun = performance.now();
    await act(input);
    const took = performance.now() - begun;
    // Without an await in it `act` cannot be interrupted, so that the limit below would come too late.
    if (took > LONGEST_MS) throw new Error(`took ${took.toFixed(0)} ms`);
  });
  const seed = SEED === "random" ? {} : { seed: Number(SEED) };
  await fc.assert(property, { numRuns: runsOf(share), timeout: LONGEST_MS, ...seed });
  return tried;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Aligner, HOLD_MS } from "../../../gateway/recordings/aligner.js";

const RATE = 8_000;
const block = () => new Int16Array(160).fill(1);

/** Where the blocks came to lie, in milliseconds. */
function lay(arrivals: readonly number[], startedAt = 0): readonly number[] {
  const aligner = new Aligner(RATE, startedAt);
  const placed: number[] = [];
  for (const at of arrivals) {
    aligner.push(block(), at);
    placed.push(...aligner.take(at).map(({ position }) => position / 8));
  }
  return [...placed, ...aligner.take().map(({ position }) => position / 8)];
}

describe("the sound of a side", () => {
  it("stands one block behind the other when it comes in time, however its arrivals vary", () => {
    expect(lay([20, 40, 60, 80])).toEqual([0, 20, 40, 60]);
    expect(lay([25, 38, 71, 83])).toEqual([0, 20, 40, 60]);
  });

  it("begins late when it comes late, and leaves silence where a gap is", () => {
    expect(lay([1_020, 1_040])).toEqual([1_000, 1_020]);
    expect(lay([20, 40, 2_060, 2_080])).toEqual([0, 20, 2_040, 2_060]);
  });

  it("that was held up and comes at once stands where it would have stood", () => {
    const late = Array.from({ length: 20 }, () => 400);
    expect(lay(late)).toEqual(late.map((_, index) => 20 * index));
    expect(lay([20, 40, ...late.slice(2), 420])).toEqual([
      0,
      20,
      ...late.slice(2).map((_, index) => 40 + 20 * index),
      400,
    ]);
  });

  it("is given no more room than the clock goes on", () => {
    const flood = Array.from({ length: 1_000 }, () => 100);
    const positions = lay(flood);
    expect(positions.length).toBeLessThan(70);
    expect(Math.max(...positions)).toBeLessThanOrEqual(1_120);
  });

  it("waits a moment before it is placed, and no longer", () => {
    const aligner = new Aligner(RATE, 0);
    aligner.push(block(), 20);
    expect(aligner.take(HOLD_MS)).toEqual([]);
    expect(aligner.take(20 + HOLD_MS)).toHaveLength(1);
  });

  it("never overlaps, and never drifts from the clock, whatever the network does", () => {
    const delays = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(delays, (jitter) => {
        let latest = 0;
        const arrivals = jitter.map((wait, index) => {
          latest = Math.max(latest, 20 * (index + 1) + wait);
          return latest;
        });
        const positions = lay(arrivals);
        positions.forEach((position, index) => {
          if (index > 0) expect(position).toBeGreaterThanOrEqual((positions[index - 1] ?? 0) + 20);
          // Its true place, or behind it by no more than it was held up.
          expect(position).toBeGreaterThanOrEqual(20 * index);
          expect(position - 20 * index).toBeLessThanOrEqual(400);
        });
      }),
      { numRuns: 200 },
    );
  });
});

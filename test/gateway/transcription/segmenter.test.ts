import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Segment, Segmenter } from "../../../gateway/transcription/segmenter.js";
import { tone } from "../audio-dialer.js";

const RATE = 8_000;
const silence = (seconds: number) => new Int16Array(Math.round(seconds * RATE));
const join = (...parts: readonly Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]));

/** The segments of a sound that comes in blocks, as `[from, to]` in seconds. */
function cut(sound: Int16Array, block = 160): readonly (readonly [number, number])[] {
  const segmenter = new Segmenter(RATE);
  const found: Segment[] = [];
  for (let from = 0; from < sound.length; from += block) {
    const samples = sound.slice(from, from + block);
    found.push(...segmenter.push(samples, ((from + samples.length) * 1_000) / RATE));
  }
  found.push(...segmenter.end());
  return found.map(({ samples, startedAt }) => [startedAt / 1_000, startedAt / 1_000 + samples.length / RATE]);
}

describe("the sound of a call", () => {
  it("is cut at silences, with a little of them before and after", () => {
    const segments = cut(join(silence(1), tone(300, 1), silence(1), tone(300, 2), silence(1)));
    expect(segments).toHaveLength(2);
    const [[first = 0, second = 0] = [], [third = 0, fourth = 0] = []] = segments;
    expect(first).toBeCloseTo(0.78, 1);
    expect(second).toBeCloseTo(2.2, 1);
    expect(third).toBeCloseTo(2.78, 1);
    expect(fourth).toBeCloseTo(5.2, 1);
  });

  it("is one segment over a short breath, and none for silence, a soft hum or a click", () => {
    expect(cut(join(tone(300, 1), silence(0.3), tone(300, 1), silence(1)))).toHaveLength(1);
    expect(cut(silence(5))).toEqual([]);
    expect(cut(tone(50, 5, RATE, 100))).toEqual([]);
    expect(cut(join(silence(1), tone(300, 0.06), silence(2)))).toEqual([]);
  });

  it("that goes on and on is cut where it is softest, without losing any of it", () => {
    const long = join(tone(300, 13), tone(300, 0.1, RATE, 900), tone(300, 10));
    const segments = cut(long);
    expect(segments).toHaveLength(2);
    const [[from = 0, cutAt = 0] = [], [next = 0, to = 0] = []] = segments;
    expect(from).toBeCloseTo(0, 1);
    expect(cutAt).toBeGreaterThan(12.9);
    expect(cutAt).toBeLessThan(13.2);
    expect(next).toBeCloseTo(cutAt, 5);
    expect(to).toBeCloseTo(23.1, 1);
  });

  it("rises above the noise of its line", () => {
    const noise = (seconds: number, loud: number) =>
      Int16Array.from({ length: seconds * RATE }, (_, index) => ((index * 7_919) % (2 * loud)) - loud);
    const segments = cut(join(noise(3, 200), tone(300, 1), noise(3, 200)));
    expect(segments).toHaveLength(1);
    expect(segments[0]?.[0]).toBeGreaterThan(2.5);
  });

  it("ends where no sound comes any more, and is told by the clock when it goes on", () => {
    const segmenter = new Segmenter(RATE);
    expect(segmenter.push(tone(300, 1), 1_000)).toEqual([]);
    const [first] = segmenter.push(tone(300, 1), 61_000);
    expect(first?.startedAt).toBe(0);
    expect(segmenter.end()[0]?.startedAt).toBe(60_000);
  });

  it("is cut the same way whatever blocks it comes in, and never into overlapping or too long ones", () => {
    const parts = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 2_000 }), (plan, block) => {
        const sound = join(...plan.map(([loud, tenths]) => (loud ? tone(300, tenths / 10) : silence(tenths / 10))));
        const segments = cut(sound, block);
        segments.forEach(([from, to], index) => {
          expect(to - from).toBeLessThanOrEqual(15.01);
          expect(to).toBeLessThanOrEqual(sound.length / RATE + 0.001);
          if (index > 0) expect(from).toBeGreaterThanOrEqual((segments[index - 1]?.[1] ?? 0) - 0.001);
        });
        expect(segments.map(([from]) => Math.round(from * 50))).toEqual(
          cut(sound, 160).map(([from]) => Math.round(from * 50)),
        );
      }),
      { numRuns: 30 },
    );
  });
});

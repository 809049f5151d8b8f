import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PAYLOAD_MAX, Parts, toParts } from "../../../gateway/store/sql/parts.js";

describe("a long text in parts", () => {
  it("is whole again with its last part, whatever is in it, and however many come between", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 1_000 }),
        (words, times) => {
          const parts = new Parts();
          const values = words.map((word, number) => ({ number, text: word.repeat(times) }));
          const sent = values.map((value) => toParts(JSON.stringify(value), `id ${value.number}`));
          const whole: unknown[] = [];
          for (let index = 0; index < Math.max(...sent.map(({ length }) => length)); index += 1) {
            for (const payloads of sent) {
              const payload = payloads[index];
              if (payload === undefined) continue;
              expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(PAYLOAD_MAX);
              const value = parts.add(payload);
              if (value !== undefined) whole.push(value);
            }
          }
          expect(whole).toHaveLength(values.length);
          expect(whole).toEqual(expect.arrayContaining(values));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is nothing when a part is missing, comes twice, or it was given up", () => {
    const [first = "", second = "", third = ""] = toParts(JSON.stringify("x".repeat(15_000)), "id");
    const parts = new Parts();
    expect([first, third, second].map((payload) => parts.add(payload))).toEqual([undefined, undefined, undefined]);
    expect([first, second, second, third].map((payload) => parts.add(payload))).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
    parts.add(first);
    parts.clear();
    expect([second, third].map((payload) => parts.add(payload))).toEqual([undefined, undefined]);
    expect([first, second, third].map((payload) => parts.add(payload)).at(-1)).toBe("x".repeat(15_000));
    expect(parts.add("no JSON")).toBeUndefined();
  });
});

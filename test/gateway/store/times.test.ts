import fc from "fast-check";
import { expect, it } from "vitest";
import { isoTime } from "../../../gateway/store/sql/times.js";

it("a time is written as JavaScript writes dates, whatever was written before", () => {
  const at = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(at, fc.integer({ min: 0, max: 5_000 }), (first, later) => {
      for (const time of [first, first + later, first]) expect(isoTime(time)).toBe(new Date(time).toISOString());
    }),
    { numRuns: 500 },
  );
});

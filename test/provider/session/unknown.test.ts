import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasUnknown, isUnknown, UNKNOWN_SENTINELS, unknownPaths } from "../../../provider/session/unknown.js";
import { abyss, anyJson } from "./arbitraries.js";

const sentinel = fc.constantFrom(...UNKNOWN_SENTINELS);

describe("values that are not known yet", () => {
  it("are seven strings and nothing else", () => {
    expect(UNKNOWN_SENTINELS.size).toBe(7);
    for (const one of UNKNOWN_SENTINELS) expect(isUnknown(one)).toBe(true);
    for (const other of ["", "04da6b54", null, undefined, 1, [], {}]) expect(isUnknown(other)).toBe(false);
  });

  it("are found at any depth", () => {
    fc.assert(
      fc.property(anyJson, sentinel, (value, unknown) => {
        expect(hasUnknown(value)).toBe(false);
        expect(hasUnknown([{ a: [value, { b: unknown }] }])).toBe(true);
      }),
    );
    expect(hasUnknown(abyss("list"))).toBe(false);
    expect(hasUnknown([abyss("object"), [...UNKNOWN_SENTINELS][3]])).toBe(true);
  });

  it("are named by where they stand, in the order in which they are written", () => {
    const [one, two] = UNKNOWN_SENTINELS;
    expect([...unknownPaths({ a: [1, one], b: { c: two }, d: 1 })]).toEqual([
      ["a", 1],
      ["b", "c"],
    ]);
  });

  it("end a search in a circle too", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(hasUnknown(circle)).toBe(false);
  });
});

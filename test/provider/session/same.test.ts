import { describe, expect, it } from "vitest";
import { differForCertain, isSame } from "../../../provider/session/same.js";
import { abyss } from "./arbitraries.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("two values are the same", () => {
  it.each<[unknown, unknown]>([
    [1, 1],
    [0, -0],
    [Number.NaN, Number.NaN],
    [null, null],
    [undefined, undefined],
    [[], []],
    [{}, {}],
    [
      [1, [2, { a: 3 }]],
      [1, [2, { a: 3 }]],
    ],
    [
      { a: 1, b: { c: [] } },
      { b: { c: [] }, a: 1 },
    ],
  ])("whatever the order of keys: %j", (one, other) => {
    expect(isSame(one, other)).toBe(true);
  });

  it("however deep they are", () => {
    expect(isSame(abyss("list"), abyss("list"))).toBe(true);
    expect(isSame(abyss("object", 10_000), abyss("object", 10_001))).toBe(false);
  });

  it.each<[unknown, unknown]>([
    [1, "1"],
    [0, null],
    [null, undefined],
    [[], {}],
    [{}, []],
    [{}, null],
    [[1], [1, 2]],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: undefined }, { b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ toString: undefined }, { a: 1 }],
    [[[1]], [[2]]],
  ])("and not otherwise: %j and %j", (one, other) => {
    expect(isSame(one, other)).toBe(false);
    expect(isSame(other, one)).toBe(false);
  });
});

describe("two values differ, whatever what is not known yet turns out to be", () => {
  it.each<[unknown, unknown, boolean]>([
    [1, 2, true],
    [1, 1, false],
    [UNKNOWN, 1, false],
    [UNKNOWN, { a: 1 }, false],
    [{ a: UNKNOWN }, { a: 1 }, false],
    [{ a: UNKNOWN, b: 1 }, { a: 1, b: 2 }, true],
    [{ a: UNKNOWN, b: 1 }, { a: 1, b: 1 }, false],
    [{ a: UNKNOWN, b: 1 }, { a: 1 }, true],
    [{ a: UNKNOWN, b: 1 }, undefined, true],
    [{ a: UNKNOWN }, undefined, false],
    [{ a: UNKNOWN, b: 1 }, [1], false],
    [{ a: { b: UNKNOWN, c: 1 } }, { a: { c: 2 } }, true],
    // The order of a list is not known either.
    [[UNKNOWN, 1], [2], false],
    [{ a: [UNKNOWN, 1] }, { a: [2] }, false],
    [{ a: [UNKNOWN], b: [1] }, { b: [2] }, true],
  ])("%j and %j: %s", (one, other, expected) => {
    expect(differForCertain(one, other)).toBe(expected);
    expect(differForCertain(other, one)).toBe(expected);
  });

  it("as deep as inputs go, and no deeper", () => {
    const deep = (depth: number, inmost: object): unknown => (depth === 0 ? inmost : { a: deep(depth - 1, inmost) });
    const differ = (depth: number): boolean =>
      differForCertain(deep(depth, { a: UNKNOWN, b: 1 }), deep(depth, { a: UNKNOWN, b: 2 }));
    expect([0, 1, 7, 8, 9].map(differ)).toEqual([true, true, true, false, false]);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasUnknown, isUnknown, UNKNOWN_SENTINELS, unknownPaths } from "../../../provider/session/unknown.js";
import { abyss, anyJson } from "./arbitraries.js";

const sentinel = fc.constantFrom(...UNKNOWN_SENTINELS);

describe("values that are not known yet", () => {
  it("are seven strings and nothing else", () => {
    // As Pulumi's Go SDK writes them.
    expect([...UNKNOWN_SENTINELS].sort()).toEqual([
      "030794c1-ac77-496b-92df-f27374a8bd58",
      "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
      "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
      "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
      "e48ece36-62e2-4504-bad9-02848725956a",
    ]);
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

  it("are named with all that leads to them, the whole by nothing", () => {
    const [one] = UNKNOWN_SENTINELS;
    expect([...unknownPaths(one)]).toEqual([[]]);
    expect([...unknownPaths([one, [[one], "x", one]])]).toEqual([[0], [1, 0, 0], [1, 2]]);
    expect([...unknownPaths({ a: 1, b: [null] })]).toEqual([]);
  });

  it("end a search in a circle too", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(hasUnknown(circle)).toBe(false);
  });
});

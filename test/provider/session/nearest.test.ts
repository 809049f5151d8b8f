import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "../../../provider/session/nearest.js";

const KEYS = ["phoneNumber", "dtmf", "idleTimeout", "uri", "actions", "data"];

describe("the nearest name", () => {
  it.each([
    ["phonenumber", "phoneNumber"],
    ["phone_number", "phoneNumber"],
    ["phoneNumer", "phoneNumber"],
    ["phoneNumebr", "phoneNumber"],
    ["url", "uri"],
    ["dmtf", "dtmf"],
    ["acitons", "actions"],
    ["Idle-Timeout", "idleTimeout"],
    ["idle timeout", "idleTimeout"],
    ["ur", "uri"],
    ["rui", "uri"],
    ["uir", "uri"],
    ["dtm", "dtmf"],
    ["xdtmf", "dtmf"],
  ])("of %s is %s", (word, name) => {
    expect(nearest(word, KEYS)).toBe(name);
  });

  it.each([
    // One slip is forgiven up to seven letters, two up to eleven.
    ["abcdefxx", "abcdefgh", true],
    ["xbcdefgx", "abcdefgh", true],
    ["abcdexxx", "abcdefgh", false],
    ["abcdexx", "abcdefg", false],
    ["abcdefx", "abcdefg", true],
    ["abcdefghxxxx", "abcdefghijkl", false],
    ["abcdefghixxx", "abcdefghijkl", true],
    ["bacdefhg", "abcdefgh", true],
    ["badcefhg", "abcdefgh", false],
    ["cab", "abc", false],
    // Only half of a swap.
    ["dtab", "dtxa", false],
    ["dtxa", "dtab", false],
    ["-", "a", false],
    ["", "a", false],
    ["a", "b", true],
    ["a", "abc", false],
    ["ab", "a", true],
    ["x".repeat(64), "x".repeat(64), true],
    ["x".repeat(65), "x".repeat(65), false],
  ])("of %s may be %s: %s", (word, name, near) => {
    expect(nearest(word, [name])).toBe(near ? name : undefined);
  });

  it("is the nearest of all, and of those that are equally near the first", () => {
    expect(nearest("datx", ["date", "data"])).toBe("date");
    expect(nearest("datx", ["data", "date"])).toBe("data");
    expect(nearest("abcdefgx", ["abcdexgx", "abcdefxy", "abcdefgh", "abcdefgx"])).toBe("abcdefgx");
    expect(nearest("data", [])).toBeUndefined();
  });

  it.each(["", "-", "colour", "phone", "x".repeat(100_000)])("of %s is none", (word) => {
    expect(nearest(word, KEYS)).toBeUndefined();
  });

  it("is found after any one slip in a long name", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 }), fc.constantFrom("", "z", "zz"), (at, instead) => {
        const slipped = `phoneNumber`.slice(0, at) + instead + `phoneNumber`.slice(at + 1);
        expect(nearest(slipped, KEYS)).toBe("phoneNumber");
      }),
    );
  });
});

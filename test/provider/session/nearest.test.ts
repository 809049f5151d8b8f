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
  ])("of %s is %s", (word, name) => {
    expect(nearest(word, KEYS)).toBe(name);
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

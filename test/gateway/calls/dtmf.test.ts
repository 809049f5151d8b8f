import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMA_PAUSE_MS, KEY_MS, keyPresses } from "../../../gateway/calls/dtmf.js";

describe("DTMF as keys in time", () => {
  it.each([
    ["", []],
    [
      "12",
      [
        { at: 240, key: "1" },
        { at: 480, key: "2" },
      ],
    ],
    [",", [{ at: 500 }]],
    [",9,#", [{ at: 500 }, { at: 740, key: "9" }, { at: 1_240 }, { at: 1_480, key: "#" }]],
  ])("%j is %j", (dtmf, presses) => {
    expect(keyPresses(dtmf)).toEqual(presses);
  });

  it("takes 500 ms for each comma and the time of a key for each key, in any order", () => {
    const dtmf = fc.string({ unit: fc.constantFrom(..."0123456789*#ABCD,") });
    fc.assert(
      fc.property(dtmf, (keys) => {
        const commas = keys.split(",").length - 1;
        const presses = keyPresses(keys);
        expect(presses.at(-1)?.at ?? 0).toBe(commas * COMMA_PAUSE_MS + (keys.length - commas) * KEY_MS);
        expect(presses.map(({ key }) => key ?? "").join("")).toBe(keys.replaceAll(",", ""));
      }),
    );
  });
});

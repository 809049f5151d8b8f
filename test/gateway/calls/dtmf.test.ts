import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMA_PAUSE_MS, dtmfDuration, dtmfSteps } from "../../../gateway/calls/dtmf.js";

describe("DTMF as steps", () => {
  it.each([
    ["", []],
    ["12#", [{ type: "press", keys: "12#" }]],
    [",", [{ type: "pause", milliseconds: 500 }]],
    [
      ",,939293#,1",
      [
        { type: "pause", milliseconds: 1_000 },
        { type: "press", keys: "939293#" },
        { type: "pause", milliseconds: 500 },
        { type: "press", keys: "1" },
      ],
    ],
  ])("%j is %j", (dtmf, steps) => {
    expect(dtmfSteps(dtmf)).toEqual(steps);
  });

  it("takes 500 ms for each comma and the time of a key for each key, in any order", () => {
    const dtmf = fc.string({ unit: fc.constantFrom(..."0123456789*#ABCD,") });
    fc.assert(
      fc.property(dtmf, fc.integer({ min: 1, max: 1_000 }), (keys, keyMs) => {
        const commas = keys.split(",").length - 1;
        expect(dtmfDuration(keys, keyMs)).toBe(commas * COMMA_PAUSE_MS + (keys.length - commas) * keyMs);
        const pressed = dtmfSteps(keys).flatMap((step) => (step.type === "press" ? [step.keys] : []));
        expect(pressed.join("")).toBe(keys.replaceAll(",", ""));
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { admit, LIMITS } from "../../../gateway/events/back-pressure.js";

const limits = { guesses: 100, all: 1_000 };
const guess = { type: "transcript_response", isFinal: false, payload: { content: "hel" } };
const result = { type: "transcript_response", isFinal: true, payload: { content: "hello" } };

describe("a listener who reads slowly", () => {
  it.each([
    ["a guess", guess, 50, 50, "send"],
    ["a guess beyond its limit", guess, 51, 50, "drop"],
    ["a guess far beyond it", guess, 50, 10_000, "drop"],
    ["a result", result, 500, 500, "send"],
    ["a result beyond the limit", result, 501, 500, "close"],
    ["another message beyond it", { type: "x" }, 501, 500, "close"],
  ] as const)("is told or spared %s, or let go", (_what, message, bytes, waiting, decision) => {
    expect(admit(message, bytes, waiting, limits)).toBe(decision);
  });

  it("gets a message of any size once all before it is read", () => {
    expect(admit(result, 10_000_000, 0, limits)).toBe("send");
    expect(admit(guess, 10_000_000, 0)).toBe("send");
    expect(admit(result, LIMITS.all, 1)).toBe("close");
  });
});

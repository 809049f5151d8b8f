import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conversationOfToken, summaryToken } from "../../../gateway/sessions/summary-link.js";

const KEY = new Uint8Array(32).fill(7);
const NOW = Date.UTC(2026, 0, 1);

describe("a link to a summary page", () => {
  it("is for its conversation, for good or until it expires", () => {
    expect(conversationOfToken(KEY, summaryToken(KEY, "5135623242312345"), NOW)).toBe("5135623242312345");
    const expiring = summaryToken(KEY, "1", NOW + 1_000);
    expect(conversationOfToken(KEY, expiring, NOW)).toBe("1");
    expect(conversationOfToken(KEY, expiring, NOW + 1_000)).toBeUndefined();
  });

  it("is worth nothing under another key, or with any character changed, left out or added", () => {
    const token = summaryToken(KEY, "51356232423", NOW + 1_000);
    expect(conversationOfToken(new Uint8Array(32), token, NOW)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.string({ maxLength: 2 }), (at, replacement) => {
        const changed = token.slice(0, at) + replacement + token.slice(at + 1);
        if (changed === token) return;
        expect(conversationOfToken(KEY, changed, NOW)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
    expect(conversationOfToken(KEY, `${token}x`, NOW)).toBeUndefined();
    expect(conversationOfToken(KEY, "", NOW)).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endingOf, shorten } from "../../../../../gateway/calls/dialers/baresip/causes.js";

describe("what the end of a baresip call means", () => {
  test.each([
    ["486 Busy Here", "486 Busy Here", false],
    ["603 Decline", "603 Decline", false],
    ["404 Not Found", "404 Not Found", false],
    ["480", "480", false],
    ["408 Request Timeout", "408 Request Timeout", true],
    ["503 Service Unavailable", "503 Service Unavailable", true],
    ["401 Unauthorized", "authentication failed", true],
    ["407 Proxy Authentication Required", "authentication failed", true],
    // Whoever is silent may have placed it.
    ["Connection timed out", "unreachable", false],
    ["Connection refused", "unreachable", true],
    ["Destination address required", "unreachable", true],
    ["Network is unreachable", "unreachable", true],
    ["rtp stream error", "media lost", false],
    ["486 Bu\u001b[31m\nsy", "486 Bu [31m sy", false],
  ])("%j before the answer is %j", (param, cause, trunkFailed) => {
    expect(endingOf(param, false)).toEqual({ cause, trunkFailed });
  });

  test.each([
    ["Connection reset by peer", "remote hang-up"],
    ["Connection timed out", "remote hang-up"],
    ["rtp stream error", "media lost"],
    ["503 Service Unavailable", "remote hang-up"],
  ])("%j behind the answer is %j", (param, cause) => {
    expect(endingOf(param, true)).toEqual({ cause, trunkFailed: false });
  });

  test("whatever a far end says, a cause is one short line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.boolean(), (words, answered) => {
        const { cause } = endingOf(words, answered);
        expect(cause).toMatch(/^[^\p{C}\n]{1,80}$/u);
        expect(shorten(shorten(words))).toBe(shorten(words));
      }),
    );
  });
});

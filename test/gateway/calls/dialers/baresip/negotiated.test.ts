import { describe, expect, test } from "vitest";
import { negotiatedOf } from "../../../../../gateway/calls/dialers/baresip/negotiated.js";

describe("what came of offer and answer", () => {
  const callstat = (...formats: readonly string[]): string =>
    `\n===== Call debug (ESTABLISHED) =====\n peer_uri:   <sip:bot@127.0.0.1>\naudio RTP/AVP\n  local formats:\n    101 telephone-event/8000/1 (0-15) *\n  remote formats:\n${formats.map((format) => `    ${format}\n`).join("")}  local attributes:\n    label='1'\n`;

  test.each([
    [["0 PCMU/8000/1 *", "101 telephone-event/8000/1 (0-15) *"], { keys: true, sound: true }],
    [["0 PCMU/8000/1 *"], { keys: false, sound: true }],
    [["96 opus/48000/2", "101 telephone-event/8000/1 (0-15) *"], { keys: true, sound: false }],
    [[], { keys: false, sound: false }],
  ])("%j", (formats, negotiated) => {
    expect(negotiatedOf(callstat(...formats))).toEqual(negotiated);
  });

  test("is not known without an answer", () => {
    expect(negotiatedOf("(no active call)\n")).toBeUndefined();
  });
});

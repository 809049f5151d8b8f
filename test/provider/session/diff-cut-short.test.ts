import { describe, expect, it } from "vitest";
import { diffSession } from "../../../provider/session/diff.js";

const endpoint = { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: ",,1#" };

/** Outputs as they stand in the state. */
function placed(
  inputs: Readonly<Record<string, unknown>>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { ...inputs, __provider: "old", connectionId: "c-1", conversationId: "1", status: "live", ...more };
}

describe("a call that a run hung up that was cut short", () => {
  it("is dialled again, whatever else is so", () => {
    expect(diffSession(placed({ endpoint }), { endpoint }, true)).toEqual({
      kind: "redial",
      changed: ["endpoint"],
      reason: "cut-short",
    });
    expect(diffSession(placed({ endpoint }, { status: "ended" }), { endpoint, onEnded: "redial" }, true)).toEqual({
      kind: "redial",
      changed: ["endpoint"],
      reason: "cut-short",
    });
  });

  it("is dialled again for a change where there is one", () => {
    expect(diffSession(placed({ endpoint }), { endpoint, timezone: "Asia/Tokyo" }, true)).toEqual({
      kind: "redial",
      changed: ["timezone"],
      reason: "inputs",
    });
  });
});

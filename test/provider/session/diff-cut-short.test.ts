import { describe, expect, it } from "vitest";
import { diffSession } from "../../../provider/session/diff.js";
import { endpoint, placed } from "./saved-outputs.js";

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

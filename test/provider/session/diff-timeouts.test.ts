import { describe, expect, it } from "vitest";
import { diffSession } from "../../../provider/session/diff.js";
import { endpoint, placed } from "./saved-outputs.js";

describe("a timeout", () => {
  it.each<[unknown, unknown]>([
    [{ start: "soon" }, { start: "later" }],
    [{ start: "soon" }, { start: 60_000 }],
    [{ start: ["1s"] }, { start: ["2s"] }],
    [{ stop: "30s" }, { stop: "31s" }],
    ["30s", "31s"],
    ["30s", {}],
  ])("that an old state may hold is another one when it reads otherwise: %j and %j", (before, after) => {
    expect(diffSession(placed({ endpoint, timeouts: before }), { endpoint, timeouts: after })).toEqual({
      kind: "update",
      changed: ["timeouts"],
    });
  });

  it.each<[unknown, unknown]>([
    [{ start: "soon" }, { start: "soon" }],
    [{ start: ["1s"] }, { start: ["1s"] }],
    [{ start: "" }, { stop: null }],
    [{ start: "60s" }, { stop: 60_000 }],
    ["30s", "30s"],
  ])("is the same when it reads the same: %j and %j", (before, after) => {
    expect(diffSession(placed({ endpoint, timeouts: before }), { endpoint, timeouts: after })).toEqual({
      kind: "same",
    });
  });
});

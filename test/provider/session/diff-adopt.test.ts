import { describe, expect, it } from "vitest";
import { diffSession } from "../../../provider/session/diff.js";
import { endpoint, placed } from "./saved-outputs.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("a call that the program says to own", () => {
  const adopt = { connectionId: "c-1", conversationId: "1" };
  const another = { connectionId: "c-2", conversationId: "2" };

  it("is noted in place when the session has that very call, and so is that it is no longer said", () => {
    expect(diffSession(placed({ endpoint }), { endpoint, adopt })).toEqual({ kind: "update", changed: ["adopt"] });
    expect(diffSession(placed({ endpoint, adopt }), { endpoint })).toEqual({ kind: "update", changed: ["adopt"] });
    expect(diffSession(placed({ endpoint, adopt }), { endpoint, adopt })).toEqual({ kind: "same" });
    for (const none of [null, {}, ""])
      expect(diffSession(placed({ endpoint, adopt: none }), { endpoint })).toEqual({ kind: "same" });
  });

  it("takes the place of the one that the session has", () => {
    const reason = "another-call";
    expect(diffSession(placed({ endpoint }), { endpoint, adopt: another })).toEqual({
      kind: "redial",
      changed: ["adopt"],
      reason,
    });
    expect(
      diffSession(placed({ endpoint, adopt }), { endpoint, timezone: "Asia/Tokyo", triggers: [1], adopt: another }),
    ).toEqual({ kind: "redial", changed: ["timezone", "triggers", "adopt"], reason });
  });

  it.each([
    [{ timezone: "Asia/Tokyo" }, ["timezone"]],
    [{ triggers: [1] }, ["triggers"]],
    [{ timezone: "Asia/Tokyo", triggers: [1] }, ["timezone", "triggers"]],
  ])("is never hung up for a change, since it could not be dialled again: %j", (more, changed) => {
    for (const wasCutShort of [false, true])
      expect(diffSession(placed({ endpoint, adopt }), { endpoint, adopt, ...more }, wasCutShort)).toEqual({
        kind: "refused",
        changed,
      });
  });

  it("is not dialled again when it has ended or was cut short", () => {
    const ended = placed({ endpoint, adopt, onEnded: "redial" }, { status: "ended" });
    expect(diffSession(ended, { endpoint, adopt, onEnded: "redial" })).toEqual({ kind: "same" });
    expect(diffSession(placed({ endpoint, adopt }), { endpoint, adopt }, true)).toEqual({ kind: "same" });
  });

  it("is dialled as another when the session has none", () => {
    expect(diffSession({ endpoint }, { endpoint, adopt })).toEqual({
      kind: "redial",
      changed: ["endpoint"],
      reason: "never-started",
    });
  });

  it.each([{ adopt: UNKNOWN }, { adopt: { ...adopt, connectionId: UNKNOWN } }])(
    "decides nothing while it is not known: %j",
    (more) => {
      expect(diffSession(placed({ endpoint }), { endpoint, ...more })).toEqual({
        kind: "undecided",
        changed: ["adopt"],
      });
    },
  );

  it("is not named by what is no text", () => {
    expect(diffSession(placed({ endpoint }), { endpoint, adopt: { connectionId: 7 } })).toEqual({
      kind: "update",
      changed: ["adopt"],
    });
    expect(diffSession(placed({ endpoint }), { endpoint, adopt: "c-2" })).toEqual({
      kind: "update",
      changed: ["adopt"],
    });
  });
});

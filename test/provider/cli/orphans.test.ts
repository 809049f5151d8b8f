import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import type { CallState, KnownStart } from "../../../provider/cli/known-start.js";
import { concernOf, isOrphan, mayBePlacing, selectOrphans } from "../../../provider/cli/orphans.js";
import { knownStart } from "./known-starts.js";

const call = { connectionId: "c-1", conversationId: "1001" };
const why = new SymblError("SYMBL_UNREACHABLE", "down");

describe("an orphan", () => {
  it.each<[KnownStart["state"], KnownStart["process"], boolean]>([
    ["open", "dead", true],
    ["taken", "dead", true],
    ["confirmed", "dead", false],
    ["open", "alive", false],
    ["taken", "alive", false],
    ["confirmed", "alive", false],
    ["open", "elsewhere", false],
    ["taken", "elsewhere", false],
    ["confirmed", "elsewhere", false],
  ])("of a record that is %s and a process that is %s: %s", (state, process, expected) => {
    expect(isOrphan(knownStart({ state, process }))).toBe(expected);
  });
});

describe("a start that may be on its way", () => {
  it.each<[string, KnownStart, boolean]>([
    ["without an answer, its process alive", knownStart({ process: "alive" }), true],
    ["without an answer, its process out of sight", knownStart({ process: "elsewhere" }), true],
    ["without an answer, its process dead", knownStart({ process: "dead" }), false],
    ["with an answer", knownStart({ process: "alive", call }), false],
    ["of unknown outcome that a state has", knownStart({ process: "alive", state: "confirmed" }), false],
  ])("%s", (_what, start, expected) => {
    expect(mayBePlacing(start)).toBe(expected);
  });
});

describe("what somebody has to see to", () => {
  const [orphan, kept] = [knownStart({ state: "open" }), knownStart({ state: "confirmed" })];
  it.each<[string, CallState, ReturnType<typeof concernOf>, ReturnType<typeof concernOf>]>([
    ["live", { kind: "live", call }, "orphan", undefined],
    ["ended", { kind: "ended", call, endedAt: "2026-01-01T00:00:00Z" }, undefined, undefined],
    ["never placed", { kind: "never-placed" }, undefined, undefined],
    ["placing", { kind: "placing" }, undefined, undefined],
    ["unknown, with a connection", { kind: "unknown", call, why }, "orphan", undefined],
    ["unknown, without one", { kind: "unknown", call: undefined, why }, "unknown-start", "unknown-start"],
  ])("of a call that is %s", (_what, state, ofOrphan, ofKept) => {
    expect([concernOf(orphan, state), concernOf(kept, state)]).toEqual([ofOrphan, ofKept]);
  });
});

describe("the selection of orphans", () => {
  const open = knownStart({ key: "00000000-0000-4000-8000-000000000001", call: { connectionId: "c-open" } });
  const taken = knownStart({
    key: "00000000-0000-4000-8000-000000000002",
    state: "taken",
    call: { connectionId: "c-taken" },
  });
  const starts = [open, taken, knownStart({ state: "confirmed" }), knownStart({ process: "alive" })];
  const state = (ids: string[], stacks: string[]): Parameters<typeof selectOrphans>[1] => ({
    ids: new Set(ids),
    stacks: new Set(stacks),
  });

  it.each<[string, Parameters<typeof selectOrphans>[1], ReturnType<typeof selectOrphans>]>([
    ["asks about all without a state", undefined, { sure: [], doubtful: [open, taken], spared: [] }],
    [
      "is sure of all that the state of their own stack does not have",
      state([], ["dev::meetings"]),
      { sure: [open, taken], doubtful: [], spared: [] },
    ],
    ["spares by connection", state(["c-taken"], ["dev::meetings"]), { sure: [open], doubtful: [], spared: [taken] }],
    ["spares by key", state([open.record.key], ["dev::meetings"]), { sure: [taken], doubtful: [], spared: [open] }],
    [
      "asks about one that another stack's engine was seen to take",
      state([], ["prod::meetings"]),
      { sure: [open], doubtful: [taken], spared: [] },
    ],
    ["asks about it when the state names no stack", state([], []), { sure: [open], doubtful: [taken], spared: [] }],
  ])("%s", (_what, given, expected) => {
    expect(selectOrphans(starts, given)).toEqual(expected);
  });
});

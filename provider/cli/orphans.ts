import type { CallState, KnownStart } from "./known-start.js";
import type { StateIds } from "./state-file.js";
import { stackOf } from "./urn.js";

/** No engine is known to have taken the call, and the process that cared for it is dead. */
export function isOrphan(start: KnownStart): boolean {
  return start.state !== "confirmed" && start.process === "dead";
}

/** A process may be sending this start right now. */
export function mayBePlacing(start: KnownStart): boolean {
  return start.record.call === undefined && start.state === "open" && start.process !== "dead";
}

/** What somebody has to see to. */
export type Concern = "orphan" | "unknown-start";

export function concernOf(start: KnownStart, call: CallState): Concern | undefined {
  switch (call.kind) {
    case "ended":
    case "never-placed":
    case "placing":
      return undefined;
    case "live":
      return isOrphan(start) ? "orphan" : undefined;
    case "unknown":
      if (call.call === undefined) return "unknown-start";
      return isOrphan(start) ? "orphan" : undefined;
  }
}

export interface Selection {
  /** To be hung up without asking. */
  sure: KnownStart[];
  /** To be asked about. */
  doubtful: KnownStart[];
  /** In the state that was given. */
  spared: KnownStart[];
}

/**
 * The orphans among the records. Without a state, all are doubtful. With one, its own calls are spared; it cannot speak for another stack,
 * whose state may well have a call that its engine took.
 */
export function selectOrphans(starts: readonly KnownStart[], state: StateIds | undefined): Selection {
  const selection: Selection = { sure: [], doubtful: [], spared: [] };
  for (const start of starts.filter(isOrphan)) {
    const { key, call, session } = start.record;
    if (state === undefined) selection.doubtful.push(start);
    else if (state.ids.has(key) || (call !== undefined && state.ids.has(call.connectionId)))
      selection.spared.push(start);
    else if (start.state === "taken" && !state.stacks.has(stackOf(session.urn) ?? "")) selection.doubtful.push(start);
    else selection.sure.push(start);
  }
  return selection;
}

import type { Liveness } from "../journal/process-identity.js";
import type { RecordState } from "../journal/record.js";

/** What is to be done, before a session dials, about an earlier start of the same session. */
export type Verdict =
  /** The process that sent it may still be at work: nothing may be dialled beside it. */
  | "busy"
  /** No answer is known: only the server can tell. */
  | "look-up"
  /** It asked for the same, and the state cannot have it: if it is live, it is the call that is wanted. */
  | "adopt"
  /** The program names its call as the one to own: it is nobody's to settle any more. */
  | "spare"
  /** The state may have it and be about to delete it, or it asked for something else. */
  | "hang-up";

export interface EarlierStart {
  state: RecordState;
  /** Of the process that sent it; this very process counts as dead unless the start is in flight. */
  process: Liveness;
  hasAnswer: boolean;
  /** Same inputs, same canonical form, same server, same account. */
  asksForTheSame: boolean;
  /** The session adopts this very call by name. */
  isNamed: boolean;
}

/**
 * Only a start that no engine ever took is adopted. One that was taken may stand in the state, and a replacement that asks no diff would then
 * delete the call it was just given.
 */
export function verdictOn(start: EarlierStart): Verdict {
  if (start.state !== "confirmed" && start.process !== "dead") return "busy";
  if (!start.hasAnswer) return "look-up";
  if (start.isNamed) return "spare";
  return start.state === "open" && start.asksForTheSame ? "adopt" : "hang-up";
}

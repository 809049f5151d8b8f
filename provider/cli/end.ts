import { SymblError } from "../api/errors.js";
import type { Waiting } from "../api/repeat.js";
import type { JournalledCall } from "../journal/record.js";
import { endCall } from "../lifecycle/settle.js";
import { journalTrouble } from "./errors.js";
import type { CallState, KnownStart } from "./known-start.js";
import { reason } from "./reasons.js";
import type { Workplace } from "./survey.js";
import type { Terminal } from "./terminal.js";

/** What became of the wish to end a call. */
export type Ended =
  | { kind: "hung-up"; connectionId: string }
  | { kind: "had-ended"; connectionId: string; endedAt: string }
  | { kind: "never-placed" }
  /** Its process may be at it. */
  | { kind: "placing" }
  /** Whether there is a call is not known. */
  | { kind: "unknown"; why: SymblError }
  | { kind: "failed"; connectionId: string; why: SymblError }
  /** There is no call, or no more, but the record could not be removed. */
  | { kind: "record-stays"; why: SymblError };

/** As long as `pulumi destroy` gives a hang-up by default. */
export const HANG_UP_MS = 60_000;

/** Ends the call of a start if there is one, and removes the record once nothing is left of it. */
export async function endStart(start: KnownStart, call: CallState, workplace: Workplace): Promise<Ended> {
  switch (call.kind) {
    case "placing":
      return { kind: "placing" };
    case "never-placed":
      return forgetting(start, { kind: "never-placed" }, workplace);
    case "ended": {
      const { connectionId } = call.call;
      return forgetting(start, { kind: "had-ended", connectionId, endedAt: call.endedAt }, workplace);
    }
    case "live":
      return hangUpCall(start, call.call, workplace);
    case "unknown":
      return call.call === undefined ? { kind: "unknown", why: call.why } : hangUpCall(start, call.call, workplace);
  }
}

/** Hangs up a call of which it is known that it was placed, whether or not it is live. */
export async function hangUpCall(start: KnownStart, call: JournalledCall, workplace: Workplace): Promise<Ended> {
  const { connectionId } = call;
  const { record } = start;
  const { journal, accounts, terminal } = workplace;
  const waiting = waitingFor(connectionId, terminal);
  try {
    await endCall(record, call, { accounts, journal, allowed: HANG_UP_MS, waiting });
    return { kind: "hung-up", connectionId };
  } catch (error) {
    // The journal is touched only once the call is over.
    if (journalTrouble(error) !== undefined) return recordStays(error, start, "The call was hung up", workplace);
    if (!(error instanceof SymblError)) throw error;
    return { kind: "failed", connectionId, why: reason(error, { account: record.account, record }) };
  }
}

async function forgetting(start: KnownStart, ended: Ended, workplace: Workplace): Promise<Ended> {
  try {
    await workplace.journal.forget(start.record.key);
    return ended;
  } catch (error) {
    return recordStays(error, start, "There is no live call", workplace);
  }
}

function recordStays(error: unknown, { record }: KnownStart, done: string, { journal }: Workplace): Ended {
  const trouble = journalTrouble(error);
  if (trouble === undefined) throw error;
  const why = new SymblError(
    "SYMBL_JOURNAL_UNWRITABLE",
    `${done}, but the record ${record.key} could not be removed from ${journal.directory} (${trouble}). Make the folder writable and run the command again`,
    { cause: error },
  );
  return { kind: "record-stays", why };
}

/** Says what a hang-up waits for, when it takes long enough to wonder. */
export function waitingFor(connectionId: string, { tell }: Terminal): Waiting {
  return (why, milliseconds) => {
    if (milliseconds >= 1_000) tell(`${connectionId}: ${why}; trying again in ${Math.round(milliseconds / 1_000)} s`);
  };
}

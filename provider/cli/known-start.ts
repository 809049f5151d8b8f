import type { SymblError } from "../api/errors.js";
import type { Liveness } from "../journal/process-identity.js";
import type { IntentRecord, JournalledCall, RecordState } from "../journal/record.js";

/** A record of the journal, and whether the process that wrote it lives. */
export interface KnownStart {
  record: IntentRecord;
  state: RecordState;
  process: Liveness;
}

/** What became of a start, as its server tells. */
export type CallState =
  | { kind: "live"; call: JournalledCall }
  | { kind: "ended"; call: JournalledCall; endedAt: string }
  | { kind: "never-placed" }
  /** Its process may be at it: asking for the start now would forbid it. */
  | { kind: "placing" }
  /** `call` is missing where it is not even known whether there is one. */
  | { kind: "unknown"; call: JournalledCall | undefined; why: SymblError };

/** A start, and what its server says of it. */
export interface Listed extends KnownStart {
  call: CallState;
}

/** The call's connection, as far as the server or the record names one. */
export function connectionOf({ record, call }: Listed): string | undefined {
  const told = "call" in call ? call.call : undefined;
  return (told ?? record.call)?.connectionId;
}

/** The machine that the process ran on, without what tells its containers apart. */
export function hostOf(record: IntentRecord): string {
  return record.process.host.split(" ")[0] ?? "";
}

import type { Accounts } from "../accounts.js";
import type { Journal } from "../journal/journal.js";
import { livenessOf } from "../journal/process-identity.js";
import { Failure, journalTrouble } from "./errors.js";
import type { KnownStart } from "./known-start.js";
import type { Terminal } from "./terminal.js";

/** What every command works with. */
export interface Workplace {
  journal: Journal;
  accounts: Accounts;
  terminal: Terminal;
}

export interface Survey {
  starts: KnownStart[];
  /** Names of records that cannot be read. */
  torn: string[];
}

/** What the journal holds now. Throws a `Failure` when it cannot be read. */
export async function survey(journal: Journal): Promise<Survey> {
  const entries = await journal.entries().catch((error: unknown) => {
    const trouble = journalTrouble(error);
    if (trouble === undefined) throw error;
    throw new Failure(
      `The journal in ${journal.directory} cannot be read (${trouble}). Run this as the user who runs Pulumi, or set SYMBL_JOURNAL_DIR to the journal's folder`,
    );
  });
  const found: Survey = { starts: [], torn: [] };
  for (const entry of entries) {
    if (entry.kind === "torn") found.torn.push(entry.key);
    else found.starts.push({ record: entry.record, state: entry.state, process: livenessOf(entry.record.process) });
  }
  return found;
}

/** The records of one call, by its connection id or the key of its start. */
export function recordsOf(id: string, starts: readonly KnownStart[]): KnownStart[] {
  return starts.filter(({ record }) => record.key === id || record.call?.connectionId === id);
}

import type { Accounts } from "../accounts.js";
import type { Waiting } from "../api/repeat.js";
import type { EngineLog } from "../host/engine-log.js";
import type { SessionIdentity } from "../journal/record.js";
import { identityOf, journalOf } from "../lifecycle/journal-setting.js";
import type { Settling } from "../lifecycle/settle.js";
import { timeoutOf } from "../saved-session.js";

/** Where a session's starts are written down; `undefined`, aloud, where they cannot be. */
export async function bookkeeping(
  accounts: Accounts,
  inputs: Readonly<Record<string, unknown>>,
  log: EngineLog,
  waiting: Waiting,
): Promise<{ session: SessionIdentity; settling: Settling } | undefined> {
  const journal = journalOf(process.env);
  const session = identityOf(inputs);
  if (journal !== undefined && session !== undefined) {
    return { session, settling: { accounts, journal, allowed: timeoutOf(inputs, "stop"), waiting } };
  }
  const why = journal === undefined ? "SYMBL_JOURNAL=off" : "The inputs do not say which session this is (__session)";
  await log.warn(
    `${why}: nothing is written down, so a call may be placed twice or left behind when this run is cut short.`,
  );
  return undefined;
}

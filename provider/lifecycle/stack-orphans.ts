import type { Accounts } from "../accounts.js";
import { SymblError } from "../api/errors.js";
import type { Journal } from "../journal/journal.js";
import { livenessOf } from "../journal/process-identity.js";
import { type IntentRecord, isSameStack, type SessionIdentity } from "../journal/record.js";
import { noteEnding } from "./endings.js";
import { endCall, findCall, type Settling } from "./settle.js";

/**
 * Starts of this stack that no engine ever took, by processes that are dead: no state has their calls. What a run did not confirm until its end is ended
 * then, so that a call does not outlive the loss of its session from the program.
 */
export async function findOrphans(journal: Journal, stack: SessionIdentity): Promise<IntentRecord[]> {
  const entries = await journal.entries("open");
  return entries.flatMap((entry) =>
    entry.kind === "record" && isSameStack(entry.record.session, stack) && livenessOf(entry.record.process) === "dead"
      ? [entry.record]
      : [],
  );
}

/** Hangs up what is found of them. One that cannot be settled stays in the journal. */
export async function endOrphans(
  journal: Journal,
  stack: SessionIdentity,
  accounts: Accounts,
  allowed: number,
): Promise<void> {
  const settling: Settling = { accounts, journal, allowed };
  await Promise.all((await findOrphans(journal, stack)).map((record) => endOrphan(record, settling)));
}

/** Leaves one alone that another process is at work on, or has adopted since. */
async function endOrphan({ key, session }: IntentRecord, settling: Settling): Promise<void> {
  try {
    const lock = await settling.journal.lock(session);
    if (lock.kind === "busy") return;
    try {
      const record = (await findOrphans(settling.journal, session)).find((one) => one.key === key);
      const found = record === undefined ? undefined : await findCall(record, settling);
      if (found?.kind !== "call") return;
      // A host that died with its result just given leaves such a record too: the state may have this call.
      await noteEnding(found.record.key);
      await endCall(found.record, found.call, settling);
    } finally {
      await lock.release().catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof SymblError)) throw error;
  }
}

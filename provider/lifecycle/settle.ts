import type { Accounts } from "../accounts.js";
import { deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { Waiting } from "../api/repeat.js";
import type { Journal } from "../journal/journal.js";
import type { IntentRecord, JournalledCall } from "../journal/record.js";
import { hangUp } from "../session/hang-up.js";
import { lookUpEarlierStart } from "../session/look-up.js";

/** What became of a start that somebody else left behind. */
export type Settled =
  /** No call, and there never will be one. */
  | { kind: "none" }
  | { kind: "call"; record: IntentRecord; call: JournalledCall }
  /** Nobody can tell, so it stays in the journal. */
  | { kind: "untold"; why: SymblError };

export interface Settling {
  accounts: Accounts;
  journal: Journal;
  /** Milliseconds for each of the server's answers. */
  allowed: number;
  quit?: AbortSignal;
  waiting?: Waiting;
}

/** Finds the call of a start: from its record, else from the server. A start that was never placed is forgotten. */
export async function findCall(
  record: IntentRecord,
  { accounts, journal, allowed, quit, waiting }: Settling,
): Promise<Settled> {
  if (record.call !== undefined) return { kind: "call", record, call: record.call };
  let client: ReturnType<Accounts["forSaved"]>;
  try {
    client = accounts.forSaved(savedFrom(record));
  } catch (error) {
    if (error instanceof SymblError) return { kind: "untold", why: error };
    throw error;
  }
  const { key: idempotencyKey, accountFingerprint, intendedAt: sentAt } = record;
  const found = await lookUpEarlierStart(
    client,
    { idempotencyKey, accountFingerprint, sentAt },
    deadlineIn(allowed, quit),
    waiting,
  );
  switch (found.kind) {
    case "never-placed":
      await journal.forget(record.key);
      return { kind: "none" };
    case "placed":
      return {
        kind: "call",
        record: await journal.complete(record, { call: found.placed.call }),
        call: found.placed.call,
      };
    case "untold":
      return found;
  }
}

/** Ends the call of a record, and forgets it. Throws a `SymblError` when that cannot be said to have succeeded. */
export async function endCall(record: IntentRecord, call: JournalledCall, settling: Settling): Promise<void> {
  const client = settling.accounts.forSaved(savedFrom(record));
  const { connectionId, conversationId } = call;
  const toEnd = { connectionId, conversationId, accountFingerprint: record.accountFingerprint };
  await hangUp(client, toEnd, deadlineIn(settling.allowed, settling.quit), settling.waiting);
  await settling.journal.forget(record.key);
}

/** A record in the terms in which accounts are found. */
export function savedFrom(record: IntentRecord): Parameters<Accounts["forSaved"]>[0] {
  return { account: record.account, apiBaseUrl: record.apiBaseUrl };
}

import type { SymblClient } from "../api/client.js";
import { type Deadline, deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { StartRequest } from "../api/wire.js";
import type { Journal } from "../journal/journal.js";
import { thisProcess } from "../journal/process-identity.js";
import type { IntentRecord, SessionIdentity } from "../journal/record.js";
import type { Canonical } from "../session/canonical.js";
import { type Dialled, dial } from "../session/dial.js";
import { whileAlone } from "./alone.js";
import { isQuitting, quitSignal } from "./quit.js";
import { endCall, type Settling } from "./settle.js";
import { type Adopted, settleSession } from "./settle-session.js";
import { began, letGo, type OwnStart, returned, whileUnderWay } from "./starts.js";

/** A call that is wanted, and whose it is. */
export interface Placing {
  client: SymblClient;
  request: StartRequest;
  canonical: Canonical;
  session: SessionIdentity;
  account: string | undefined;
  key: string;
  /** Milliseconds for the start. */
  allowed: number;
  settling: Settling;
}

export type PlacedSafely = { kind: "adopted"; adopted: Adopted } | { kind: "dialled"; dialled: Dialled };

const FAREWELL_MS = 1_500;

/**
 * Places a call so that it cannot be lost: other calls of the session are settled first, the intent is on disk before the start is sent, and the answer beside
 * it before anybody is told. Throws when there is provably no call.
 */
export async function placeSafely(placing: Placing): Promise<PlacedSafely> {
  return whileUnderWay(() => place(placing));
}

async function place(placing: Placing): Promise<PlacedSafely> {
  const { client, settling, key, session } = placing;
  const { journal } = settling;
  // From the intent on, its record tells others that this process is at it.
  const begun = await whileAlone(session, { ...settling, quit: quitSignal }, () => begin(placing));
  if (begun.kind === "adopted") return begun;
  const { start } = begun;
  let dialled: Dialled;
  try {
    dialled = await dial(client, placing.request, key, startDeadline(placing.allowed), settling.waiting);
  } catch (error) {
    // Only the family says that there is no call; after anything else there may be one, and its record must stay.
    // What went wrong with the call is what matters; a record that stays is settled by the next start.
    if (error instanceof SymblError) await journal.forget(key).catch(() => undefined);
    letGo(key);
    throw error;
  }
  if (dialled.kind !== "unknown") start.record = await noted(journal, start.record, dialled.call);
  if (isQuitting()) return await takeBack(start.record, placing);
  returned(start);
  return { kind: "dialled", dialled };
}

/** Settles what there is of the session, then adopts what was found, or writes the intent down. */
async function begin({
  client,
  session,
  canonical,
  settling,
  key,
  account,
}: Placing): Promise<{ kind: "adopted"; adopted: Adopted } | { kind: "intended"; start: OwnStart }> {
  const { journal } = settling;
  const { baseUrl: apiBaseUrl, fingerprint: accountFingerprint } = client;
  const hmac = await journal.hmacOf(canonical);
  const wanted = { session, hmac, apiBaseUrl, accountFingerprint };
  const adopted = await settleSession(wanted, { ...settling, quit: quitSignal });
  // A result that is given now may be taken or not; what is left alone is settled by the next start.
  if (isQuitting())
    throw new SymblError("SYMBL_INTERRUPTED", "Interrupted before anything was dialled; run the command again");
  if (adopted !== undefined) return { kind: "adopted", adopted: await takeOver(adopted, journal) };
  const record = await journal.intend({ key, session, canonical, apiBaseUrl, accountFingerprint, account });
  return { kind: "intended", start: began(journal, record) };
}

function startDeadline(allowed: number): Deadline {
  return deadlineIn(allowed, quitSignal);
}

/** That the answer cannot be written down must not cost the call: its key stands in the journal already. */
async function noted(
  journal: Journal,
  record: IntentRecord,
  call: NonNullable<IntentRecord["call"]>,
): Promise<IntentRecord> {
  return journal.complete(record, { call }).catch(() => ({ ...record, call }));
}

/** From now on the call is this process's to care for. */
async function takeOver(adopted: Adopted, journal: Journal): Promise<Adopted> {
  const start = began(journal, adopted.record);
  try {
    start.record = await journal.complete(adopted.record, { process: thisProcess() });
  } catch (error) {
    letGo(adopted.record.key);
    throw error;
  }
  returned(start);
  return { ...adopted, record: start.record };
}

/** Nobody will take the result any more: hang up, or leave the journal able to. */
async function takeBack(record: IntentRecord, { settling, key }: Placing): Promise<never> {
  try {
    if (record.call !== undefined) {
      await endCall(record, record.call, {
        accounts: settling.accounts,
        journal: settling.journal,
        allowed: FAREWELL_MS,
      });
    }
  } finally {
    letGo(key);
  }
  throw new SymblError(
    "SYMBL_INTERRUPTED",
    record.call === undefined
      ? "Interrupted before the answer came. The journal keeps the start: the next `pulumi up` of this session settles it before it dials"
      : "Interrupted. The call that had been placed was hung up",
  );
}

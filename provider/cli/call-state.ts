import type { Accounts } from "../accounts.js";
import type { SymblClient } from "../api/client.js";
import { type Deadline, deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { IntentRecord, JournalledCall } from "../journal/record.js";
import { savedFrom } from "../lifecycle/settle.js";
import { lookUpEarlierStart } from "../session/look-up.js";
import { observe } from "../session/observe.js";
import { inParallel } from "./in-parallel.js";
import { type CallState, hostOf, type KnownStart, type Listed } from "./known-start.js";
import { mayBePlacing } from "./orphans.js";
import { reason } from "./reasons.js";

/** In all, however many calls there are: a server that is down must not keep anybody waiting. */
const ASK_MS = 10_000;
/** For one call, when the others took all the time. */
const LEAST_MS = 500;
const AT_ONCE = 16;

/** Asks the servers what became of each start; in the order of `starts`. Changes no record. */
export async function askServers(starts: readonly KnownStart[], accounts: Accounts): Promise<Listed[]> {
  const overall = deadlineIn(ASK_MS);
  return inParallel(starts, AT_ONCE, async (start) => {
    const allowed = Math.max(overall.remaining(), LEAST_MS);
    return { ...start, call: await callState(start, accounts, allowed) };
  });
}

async function callState(start: KnownStart, accounts: Accounts, allowed: number): Promise<CallState> {
  const { record } = start;
  // A server that is asked for a start which has not arrived yet refuses it when it does.
  if (mayBePlacing(start)) return placing(start);
  const told = await ask(record, accounts, allowed);
  return told.kind === "unknown" ? { ...told, why: reason(told.why, { account: record.account, record }) } : told;
}

async function ask(record: IntentRecord, accounts: Accounts, allowed: number): Promise<CallState> {
  try {
    const client = accounts.forSaved(savedFrom(record));
    const deadline = deadlineIn(allowed);
    return record.call?.conversationId === undefined
      ? await lookedUp(record, client, deadline)
      : await observed(record.call, record.call.conversationId, client, deadline);
  } catch (error) {
    if (!(error instanceof SymblError)) throw error;
    return { kind: "unknown", call: record.call, why: error };
  }
}

function placing({ process, record }: KnownStart): CallState {
  if (process === "alive") return { kind: "placing" };
  const why = new SymblError(
    "SYMBL_SESSION_BUSY",
    `Process ${record.process.pid} on ${hostOf(record)} was placing it, and cannot be seen from here`,
  );
  return { kind: "unknown", call: undefined, why };
}

async function lookedUp(record: IntentRecord, client: SymblClient, deadline: Deadline): Promise<CallState> {
  const found = await lookUpEarlierStart(
    client,
    { idempotencyKey: record.key, accountFingerprint: record.accountFingerprint, sentAt: record.intendedAt },
    deadline,
  );
  switch (found.kind) {
    case "placed": {
      const call = { ...record.call, ...found.placed.call };
      if (call.conversationId !== undefined) return observed(call, call.conversationId, client, deadline);
      return { kind: "unknown", call, why: withoutConversation(call) };
    }
    case "never-placed":
      if (record.call !== undefined)
        return { kind: "unknown", call: record.call, why: withoutConversation(record.call) };
      return { kind: "never-placed" };
    case "untold":
      return { kind: "unknown", call: record.call, why: found.why };
  }
}

async function observed(
  call: JournalledCall,
  conversationId: string,
  client: SymblClient,
  deadline: Deadline,
): Promise<CallState> {
  const seen = await observe(client, conversationId, deadline);
  switch (seen.status) {
    case "live":
      return { kind: "live", call };
    case "ended":
      return { kind: "ended", call, endedAt: seen.endedAt };
    case "unknown":
      return { kind: "unknown", call, why: seen.why };
  }
}

function withoutConversation({ connectionId }: JournalledCall): SymblError {
  return new SymblError(
    "SYMBL_UNREADABLE_ANSWER",
    `The answer to its start was damaged, and names no conversation to read its state from. hang-up ${connectionId} ends it all the same`,
  );
}

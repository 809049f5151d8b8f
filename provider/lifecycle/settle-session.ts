import { deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { StartAnswer } from "../api/wire.js";
import { livenessOf, thisProcess } from "../journal/process-identity.js";
import type { IntentRecord, RecordState, SessionIdentity } from "../journal/record.js";
import { callUrls } from "../session/call-urls.js";
import { CANONICAL_VERSION } from "../session/canonical-version.js";
import { observe } from "../session/observe.js";
import { verdictOn } from "../session/verdict.js";
import { busy } from "./busy.js";
import { endCall, findCall, type Settling, savedFrom } from "./settle.js";
import { isInFlight } from "./starts.js";

/** The start that is about to be made. */
export interface Wanted {
  session: SessionIdentity;
  /** `undefined` when nothing is to be dialled, so that no earlier start asked for the same. */
  hmac: string | undefined;
  apiBaseUrl: string;
  accountFingerprint: string;
  /** The connection that the program names as the call to own. */
  named?: string;
}

export interface Adopted {
  record: IntentRecord;
  call: StartAnswer;
}

/**
 * Ends every other call of a session before it dials, or finds that one of them is the call it wants. Throws when that cannot be said: then nothing may be
 * dialled.
 */
export async function settleSession(wanted: Wanted, settling: Settling): Promise<Adopted | undefined> {
  let adopted: Adopted | undefined;
  for (const { record, state } of await settling.journal.entriesOf(wanted.session)) {
    const outcome = await settleOne(record, state, wanted, settling, adopted === undefined);
    adopted ??= outcome;
  }
  return adopted;
}

async function settleOne(
  record: IntentRecord,
  state: RecordState,
  wanted: Wanted,
  settling: Settling,
  mayAdopt: boolean,
): Promise<Adopted | undefined> {
  const start = {
    state,
    process: liveness(record),
    hasAnswer: record.call !== undefined,
    asksForTheSame: mayAdopt && asksForTheSame(record, wanted),
    isNamed: wanted.named !== undefined && record.call?.connectionId === wanted.named,
  };
  switch (verdictOn(start)) {
    case "busy":
      throw busy(record.process);
    case "look-up": {
      const found = await findCall(record, settling);
      if (found.kind === "none") return undefined;
      if (found.kind === "untold") return refuseUnlessForgotten(record, found.why, settling);
      return settleOne(found.record, state, wanted, settling, mayAdopt);
    }
    case "adopt":
      return (await adoptLive(record, settling)) ?? end(record, settling);
    case "spare":
      await settling.journal.forget(record.key);
      return undefined;
    case "hang-up":
      return end(record, settling);
  }
}

function liveness(record: IntentRecord): ReturnType<typeof livenessOf> {
  const me = thisProcess();
  const own =
    record.process.pid === me.pid && record.process.startedAt === me.startedAt && record.process.host === me.host;
  return own && !isInFlight(record.key) ? "dead" : livenessOf(record.process);
}

function asksForTheSame(record: IntentRecord, wanted: Wanted): boolean {
  return (
    record.inputs.canonicalVersion === CANONICAL_VERSION &&
    record.inputs.hmac === wanted.hmac &&
    record.apiBaseUrl === wanted.apiBaseUrl &&
    record.accountFingerprint === wanted.accountFingerprint
  );
}

async function adoptLive(record: IntentRecord, settling: Settling): Promise<Adopted | undefined> {
  const { call } = record;
  if (call?.conversationId === undefined) return undefined;
  const client = settling.accounts.forSaved(savedFrom(record));
  const observed = await observe(
    client,
    call.conversationId,
    deadlineIn(settling.allowed, settling.quit),
    settling.waiting,
  );
  if (observed.status !== "live") return undefined;
  const { connectionId, conversationId } = call;
  const urls = callUrls(record.apiBaseUrl, connectionId);
  const { eventUrl = urls.eventUrl, resultWebSocketUrl = urls.resultWebSocketUrl } = call;
  return { record, call: { connectionId, conversationId, eventUrl, resultWebSocketUrl } };
}

async function end(record: IntentRecord, settling: Settling): Promise<undefined> {
  if (record.call !== undefined) await endCall(record, record.call, settling);
}

async function refuseUnlessForgotten(record: IntentRecord, why: SymblError, { journal }: Settling): Promise<undefined> {
  if (process.env.SYMBL_UNKNOWN_START === "forget") {
    await journal.forget(record.key);
    return undefined;
  }
  throw new SymblError(
    "SYMBL_START_UNKNOWN",
    `Nothing was dialled: an earlier start of this session (key ${record.key}, ${record.intendedAt}) may have placed a call, and the server cannot tell. ${why.message.replace(/\.?$/, ".")} ` +
      "Check whether a bot is in the meeting. Once you have made sure that no call is live, run the command again with SYMBL_UNKNOWN_START=forget",
    { cause: why },
  );
}

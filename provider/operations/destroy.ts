import type { Accounts } from "../accounts.js";
import { atLeast, type Deadline, deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { Waiting } from "../api/repeat.js";
import { type EngineLog, engineLog } from "../host/engine-log.js";
import { seenByOthers } from "../lifecycle/alone.js";
import { endingBegins, endingSucceeded } from "../lifecycle/endings.js";
import { confirm, settled } from "../lifecycle/journal-setting.js";
import { type SavedSession, savedSession, timeoutOf } from "../saved-session.js";
import { hangUp } from "../session/hang-up.js";
import type { LookedUp } from "../session/look-up.js";
import { sentence, unknownStartChoices } from "./reasons.js";
import { shownWhileSlow } from "./waiting.js";

/** For a call that is known to have ended, one polite attempt: it can no longer be left behind. */
const FAREWELL_MS = 5_000;

/** Hangs up, and throws unless the call is then known to be over: the engine keeps the resource after an error. */
export async function destroy(accounts: Accounts, properties: Readonly<Record<string, unknown>>): Promise<void> {
  const saved = savedSession(properties);
  const stop = timeoutOf(properties, "stop");
  const allowed = saved.status === "ended" ? Math.min(stop, FAREWELL_MS) : stop;
  const deadline = deadlineIn(allowed);
  prepare(accounts, saved, deadline);
  await confirm(properties);
  await seenByOthers(properties, async () => {
    await endingBegins(properties);
    await end(accounts, saved, allowed, deadline);
    await settled(properties);
  });
  // The very last: an engine that gives up before it has the answer has not heard of this.
  endingSucceeded(properties);
}

/** A token is fetched while the journal is written. What stands against it is said by the hang-up itself. */
function prepare(accounts: Accounts, saved: SavedSession, deadline: Deadline): void {
  if (saved.connectionId === undefined) return;
  try {
    accounts.forSaved(saved).prepare(deadline);
  } catch (error) {
    if (!(error instanceof SymblError)) throw error;
  }
}

async function end(accounts: Accounts, saved: SavedSession, allowed: number, deadline: Deadline): Promise<void> {
  const { connectionId, apiBaseUrl: server } = saved;
  const log = engineLog(saved.urn);
  if (connectionId === undefined) {
    const slow = { log, server, what: "say what became of the start", allowed };
    return shownWhileSlow(slow, (waiting) => settleUnknownStart(accounts, saved, deadline, log, waiting));
  }
  if (saved.status === "ended") return sayGoodbye(accounts, saved, connectionId, deadline, log);
  await shownWhileSlow({ log, server, what: "hang up", allowed }, (waiting) =>
    hangUp(accounts.forSaved(saved), callOf(saved, connectionId), deadline, waiting),
  );
}

/** The stop of an ended call lets the server run the actions that are due on stop; that it fails changes nothing. */
async function sayGoodbye(
  accounts: Accounts,
  saved: SavedSession,
  connectionId: string,
  deadline: Deadline,
  log: EngineLog,
): Promise<void> {
  try {
    await hangUp(accounts.forSaved(saved), callOf(saved, connectionId), deadline);
  } catch (error) {
    if (!(error instanceof SymblError)) throw error;
    await log.warn(`The call had already ended; the server did not confirm the stop. ${error.message}`);
  }
}

/** A start of unknown outcome: found, it is hung up; provably never placed, it is let go; else it is kept, unless told otherwise. */
async function settleUnknownStart(
  accounts: Accounts,
  saved: SavedSession,
  deadline: Deadline,
  log: EngineLog,
  waiting: Waiting,
): Promise<void> {
  const found = await find(accounts, saved, deadline, waiting);
  switch (found.kind) {
    case "never-placed":
      return;
    case "placed": {
      const { connectionId, conversationId } = found.placed.call;
      const call = { connectionId, conversationId, accountFingerprint: saved.accountFingerprint };
      return hangUp(accounts.forSaved(saved), call, atLeast(deadline, FAREWELL_MS), waiting);
    }
    case "untold":
      if (process.env.SYMBL_UNKNOWN_START === "forget") {
        return log.warn(
          "SYMBL_UNKNOWN_START=forget: let go of a start whose outcome is unknown. If its call is live, nothing hangs it up.",
        );
      }
      throw new SymblError(
        "SYMBL_START_UNKNOWN",
        `Whether this call was ever placed is unknown, so it is kept. ${sentence(found.why.message)} ${unknownStartChoices()}`,
        { cause: found.why },
      );
  }
}

async function find(accounts: Accounts, saved: SavedSession, deadline: Deadline, waiting: Waiting): Promise<LookedUp> {
  const { idempotencyKey, accountFingerprint, startedAt: sentAt } = saved;
  if (idempotencyKey === undefined) {
    return {
      kind: "untold",
      why: new SymblError("SYMBL_START_UNKNOWN", "The state holds no key to look the start up by."),
    };
  }
  try {
    const start = { idempotencyKey, accountFingerprint, sentAt };
    const { lookUpEarlierStart } = await import("../session/look-up.js");
    return await lookUpEarlierStart(accounts.forSaved(saved), start, deadline, waiting);
  } catch (error) {
    if (error instanceof SymblError) return { kind: "untold", why: error };
    throw error;
  }
}

function callOf(saved: SavedSession, connectionId: string): Parameters<typeof hangUp>[1] {
  return { connectionId, conversationId: saved.conversationId, accountFingerprint: saved.accountFingerprint };
}

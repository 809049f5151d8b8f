import type { Accounts } from "../accounts.js";
import { SymblError } from "../api/errors.js";
import { whileAlone } from "../lifecycle/alone.js";
import { endingFailed, wasEndingBegun } from "../lifecycle/endings.js";
import { identityOf, journalOf } from "../lifecycle/journal-setting.js";
import { type SavedSession, savedSession } from "../saved-session.js";
import type { Observed } from "../session/observe.js";

/**
 * Whether the call was hung up by a run that was cut short, so that the state does not know it: a `destroy` whose engine never heard of its success, or an
 * orphaned host that could not know whether its engine had written the call down. The server is asked only where the journal has a note of such a run; where
 * it cannot tell, the call is left alone.
 */
export async function wasCutShort(accounts: Accounts, olds: Readonly<Record<string, unknown>>): Promise<boolean> {
  if (!(await wasEndingBegun(olds))) return false;
  const saved = savedSession(olds);
  if (saved.status === "ended") return true;
  const observed = await lookWhenOver(accounts, olds, saved);
  switch (observed?.status) {
    case "ended":
      return true;
    case "live":
      await endingFailed(olds);
      return false;
    case "unknown":
    case undefined:
      return false;
  }
}

/** Asks once nobody is at it any more; `undefined` when somebody stays at it. */
async function lookWhenOver(
  accounts: Accounts,
  olds: Readonly<Record<string, unknown>>,
  saved: SavedSession,
): Promise<Observed | undefined> {
  const [session, journal] = [identityOf(olds), journalOf(process.env)];
  // The HTTP client is loaded only where it is used.
  const look = async (): Promise<Observed> => (await import("./look.js")).look(accounts, saved);
  if (session === undefined || journal === undefined) return look();
  try {
    return await whileAlone(session, { journal }, look);
  } catch (error) {
    if (error instanceof SymblError) return undefined;
    throw error;
  }
}

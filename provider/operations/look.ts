import type { Accounts } from "../accounts.js";
import { deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import { engineLog } from "../host/engine-log.js";
import type { SavedSession } from "../saved-session.js";
import { type Observed, observe } from "../session/observe.js";
import { shownWhileSlow } from "./waiting.js";

/** A refresh should not hang on a server that is down. */
export const READ_MS = 10_000;

/** How a saved call is doing, as far as its server can be asked. */
export async function look(accounts: Accounts, saved: SavedSession): Promise<Observed> {
  if (saved.conversationId === undefined) {
    const text =
      saved.connectionId === undefined
        ? "Whether this call was ever placed is unknown. The next `pulumi up` or `pulumi destroy` asks the server for it"
        : "This call's conversation is unknown, so its state cannot be read. `pulumi destroy` still hangs it up";
    return { status: "unknown", why: new SymblError("SYMBL_START_UNKNOWN", text) };
  }
  try {
    const { conversationId, apiBaseUrl: server } = saved;
    const client = accounts.forSaved(saved);
    const slow = { log: engineLog(saved.urn), server, what: "say how the call is doing", allowed: READ_MS };
    return await shownWhileSlow(slow, (waiting) => observe(client, conversationId, deadlineIn(READ_MS), waiting));
  } catch (error) {
    if (error instanceof SymblError) return { status: "unknown", why: error };
    throw error;
  }
}

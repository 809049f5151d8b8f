import type { Accounts } from "../accounts.js";
import { deadlineIn } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import { engineLog } from "../host/engine-log.js";
import { plainJson } from "../host/plain-json.js";
import { type SavedSession, savedSession } from "../saved-session.js";
import { type Observed, observe } from "../session/observe.js";
import { waitingOn } from "./waiting.js";

type Properties = Record<string, unknown>;

/** A refresh should not hang on a server that is down. */
const READ_MS = 10_000;

/**
 * Looks how the call is doing: live, ended or unknown. The id is never blanked, since the engine would take that for "gone" and redial;
 * the inputs are never touched; unknown changes nothing but the status, and warns.
 */
export async function read(
  accounts: Accounts,
  id: string,
  properties: Properties,
): Promise<{ id: string; props: Properties }> {
  const saved = savedSession(properties);
  // Ended is for good: nothing can bring a call back.
  if (saved.status === "ended") return { id, props: properties };
  const observed = await look(accounts, saved);
  switch (observed.status) {
    case "live":
      return { id, props: plainJson({ ...properties, status: "live" }) };
    case "ended":
      // The engine shows a change that needs no update as "unchanged".
      await engineLog(saved.urn).note(`The call has ended, at ${observed.endedAt}.`);
      return { id, props: plainJson({ ...properties, status: "ended", endedAt: observed.endedAt }) };
    case "unknown":
      await engineLog(saved.urn).warn(
        `${observed.why.code}: the call's state is unknown, so it is left as it is. ${observed.why.message}`,
      );
      return { id, props: plainJson({ ...properties, status: "unknown" }) };
  }
}

async function look(accounts: Accounts, saved: SavedSession): Promise<Observed> {
  if (saved.conversationId === undefined) {
    const text =
      saved.connectionId === undefined
        ? "Whether this call was ever placed is unknown. The next `pulumi up` or `pulumi destroy` asks the server for it"
        : "This call's conversation is unknown, so its state cannot be read. `pulumi destroy` still hangs it up";
    return { status: "unknown", why: new SymblError("SYMBL_START_UNKNOWN", text) };
  }
  try {
    const client = accounts.forSaved(saved);
    return await observe(client, saved.conversationId, deadlineIn(READ_MS), waitingOn(engineLog(saved.urn)));
  } catch (error) {
    if (error instanceof SymblError) return { status: "unknown", why: error };
    throw error;
  }
}

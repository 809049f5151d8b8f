import type { StartAnswer } from "../api/wire.js";
import { livenessOf } from "../journal/process-identity.js";
import type { SessionIdentity } from "../journal/record.js";
import { whileAlone } from "./alone.js";
import type { Settling } from "./settle.js";
import { settleSession, type Wanted } from "./settle-session.js";

/**
 * Makes a live call that the program names the session's own: the session's other calls are ended first, so that there is one, and no record of the named one is
 * left by which anybody would take it for an orphan.
 */
export async function ownNamed(
  call: Pick<StartAnswer, "connectionId">,
  wanted: Omit<Wanted, "hmac" | "named"> & { session: SessionIdentity },
  settling: Settling,
): Promise<void> {
  const { journal } = settling;
  await whileAlone(wanted.session, settling, async () => {
    await settleSession({ ...wanted, hmac: undefined, named: call.connectionId }, settling);
    for (const entry of await journal.entries()) {
      if (entry.kind !== "record" || entry.record.call?.connectionId !== call.connectionId) continue;
      // A living process takes care of what it placed.
      if (entry.state === "confirmed" || livenessOf(entry.record.process) === "dead")
        await journal.forget(entry.record.key);
    }
  });
}

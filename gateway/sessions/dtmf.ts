import { isLive } from "../calls/call.js";
import { ApiError } from "../errors.js";
import type { Connection } from "../store/store.js";
import type { SessionContext } from "./context.js";

/** Presses keys on a call, whichever process has it up; rejects with a 409 when it is not answered. Resolves when they are on their way. */
export async function sendDtmf(context: SessionContext, connection: Connection, dtmf: string): Promise<void> {
  const { connectionId, holder, call } = connection;
  const pressed =
    isLive(call) &&
    (holder === context.processId
      ? context.calls.sendDtmf(connectionId, dtmf)
      : await context.peers.sendDtmf(holder, connectionId, dtmf));
  if (pressed) return;
  throw new ApiError(409, {
    code: "NOT_ANSWERED",
    message: isLive(call)
      ? "The call is not answered; keys can be pressed once it is."
      : "The call has ended; no key can be pressed any more.",
  });
}

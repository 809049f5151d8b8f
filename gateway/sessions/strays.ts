import { advance, isLive } from "../calls/call.js";
import { END_CAUSE } from "../calls/causes.js";
import type { SessionContext } from "./context.js";

/** By then every start has been dialled or taken back. */
const SETTLED_AFTER_MS = 2 * 60_000;

/**
 * Ends connections that the store has as live calls of this process and that it does not have up. One comes to be when the database keeps a start so
 * late that it had been taken back before. Its key answers from then on: to start with it again might dial twice. Resolves to how many there were.
 */
export async function endStrays(context: SessionContext): Promise<number> {
  const { store, calls, clock, processId } = context;
  let ended = 0;
  for (const connectionId of await store.liveBefore(processId, clock() - SETTLED_AFTER_MS)) {
    if (calls.has(connectionId)) continue;
    // Its end may be waiting to be kept.
    await store.settle(connectionId);
    const connection = await store.connection(connectionId);
    if (connection === undefined || !isLive(connection.call) || calls.has(connectionId)) continue;
    await store.answerStart(connectionId);
    await store.saveCall(
      connectionId,
      advance(connection.call, { type: "ended", cause: END_CAUSE.gatewayRestarted }, clock()),
    );
    ended += 1;
  }
  return ended;
}

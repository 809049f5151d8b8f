import { isLive } from "../calls/call.js";
import { END_CAUSE, type EndCause } from "../calls/causes.js";
import { conversationNotFound } from "../errors.js";
import type { Connection } from "../store/store.js";
import type { StopAnswer } from "../wire/connect.js";
import { runActions, summaryUrlOf } from "./actions.js";
import type { SessionContext } from "./context.js";
import { ownConnection } from "./own-connection.js";
import { summaryInfo } from "./summary.js";

/** Hangs up. A connection that has ended by itself, or was stopped before, gets the same answer. */
export async function stopSession(context: SessionContext, appId: string, connectionId: string): Promise<StopAnswer> {
  const connection = await ownConnection(context, appId, connectionId);
  await hangUp(context, connection, END_CAUSE.stopped);
  const conversation = await context.store.conversation(connection.conversationId);
  if (conversation === undefined) throw conversationNotFound();
  if (connection.details.actions !== undefined) {
    // As it ended, with its times.
    const ended = (await context.store.connection(connectionId)) ?? connection;
    await runActions(context, "stop", ended, conversation);
  }
  return {
    ...connection.answer,
    summaryInfo: summaryInfo(connection, conversation, summaryUrlOf(context, connection)),
  };
}

/** Resolves when the call is down and that is kept, whichever process has it up. */
export async function hangUp(context: SessionContext, connection: Connection, cause: EndCause): Promise<void> {
  const { connectionId, holder } = connection;
  if (!isLive(connection.call)) return;
  if (holder !== context.processId) return context.peers.hangUp(holder, connectionId, cause);
  await context.calls.hangUp(connectionId, cause);
  // An earlier attempt may have hung up when the database was away.
  await context.store.settle(connectionId);
}

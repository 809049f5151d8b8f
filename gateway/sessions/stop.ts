import { END_CAUSE } from "../calls/call.js";
import { conversationNotFound } from "../errors.js";
import type { StopAnswer } from "../wire/connect.js";
import type { SessionContext } from "./context.js";
import { ownConnection } from "./own-connection.js";
import { summaryInfo } from "./summary.js";

/** Hangs up. A connection that has ended by itself, or was stopped before, gets the same answer. */
export async function stopSession(context: SessionContext, appId: string, connectionId: string): Promise<StopAnswer> {
  const connection = await ownConnection(context, appId, connectionId);
  await context.calls.hangUp(connectionId, END_CAUSE.stopped);
  const conversation = await context.store.conversation(connection.conversationId);
  if (conversation === undefined) throw conversationNotFound();
  return { ...connection.answer, summaryInfo: summaryInfo(connection, conversation) };
}

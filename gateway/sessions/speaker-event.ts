import type { Connection } from "../store/store.js";
import type { SpeakerEvent } from "../wire/speaker-event.js";
import type { SessionContext } from "./context.js";
import { toMember } from "./members.js";

/** Takes in a speaker event: its user is a member from now on, and the call is not idle. */
export async function takeSpeakerEvent(
  context: SessionContext,
  connection: Connection,
  event: SpeakerEvent,
): Promise<void> {
  const { connectionId, holder } = connection;
  if (holder === context.processId) context.calls.heard(connectionId);
  else await context.peers.heard(holder, connectionId);
  if (event.user === undefined) return;
  await context.store.saveMember(connection.conversationId, toMember(connection.conversationId, event.user));
}

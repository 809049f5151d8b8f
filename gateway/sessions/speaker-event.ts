import type { Connection } from "../store/store.js";
import type { SpeakerEvent } from "../wire/speaker-event.js";
import type { SessionContext } from "./context.js";
import { toMember } from "./members.js";

/** Takes in a speaker event: it is kept, its user is a member from now on, and the call is not idle. */
export async function takeSpeakerEvent(
  context: SessionContext,
  connection: Connection,
  { type, user, timestamp }: SpeakerEvent,
): Promise<void> {
  const { connectionId, conversationId, holder } = connection;
  const member = user === undefined ? undefined : toMember(conversationId, user);
  const mark = {
    type,
    at: withinReason(Date.parse(timestamp)),
    ...(member === undefined ? {} : { memberId: member.id }),
  };
  // Kept first: whoever is told of it looks it up.
  await context.store.saveSpeakerMark(conversationId, mark, member);
  if (holder === context.processId) {
    context.calls.heard(connectionId);
    context.transcripts.heard(connectionId);
  } else await context.peers.heard(holder, connectionId);
}

/** A database knows neither the year 0 nor 10000. */
function withinReason(at: number): number {
  return Math.min(Math.max(at, 0), Date.UTC(9999, 0));
}

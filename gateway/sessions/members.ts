import type { Speaker } from "../calls/speech.js";
import { derivedId } from "../conversation/ids.js";
import type { Member } from "../wire/conversation.js";

/** Who took part in a conversation, as speaker events and dialers name them. Pure. */

/** The member that a user is in a conversation. */
export function toMember(
  conversationId: string,
  user: { readonly userId: string; readonly name?: string | undefined },
): Member {
  return { id: memberId(conversationId, user.userId), name: user.name || user.userId, email: user.userId };
}

/** The member that a dialer has heard; one without a user id has no e-mail address either. */
export function speakerMember(conversationId: string, { name, userId }: Speaker): Member {
  if (userId !== undefined) return toMember(conversationId, { userId, name });
  return { id: derivedId(conversationId, `speaker ${name}`), name, email: "" };
}

/** So that the same person is one member however often named. */
export function memberId(conversationId: string, userId: string): string {
  return derivedId(conversationId, userId);
}

import { createHash } from "node:crypto";
import type { Speaker } from "../calls/speech.js";
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

/** A UUID that follows from the conversation and what it stands for there. */
export function derivedId(conversationId: string, what: string): string {
  const hex = createHash("sha256").update(`${conversationId}\n${what}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

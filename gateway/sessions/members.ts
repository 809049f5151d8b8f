import { createHash } from "node:crypto";
import type { Member } from "../wire/conversation.js";

/** Who took part in a conversation, as speaker events name them. Pure. */

/** The member that a user is in a conversation. */
export function toMember(
  conversationId: string,
  user: { readonly userId: string; readonly name?: string | undefined },
): Member {
  return { id: memberId(conversationId, user.userId), name: user.name || user.userId, email: user.userId };
}

/** A UUID that follows from the conversation and the user, so that the same person is one member however often named. */
export function memberId(conversationId: string, userId: string): string {
  const hex = createHash("sha256").update(`${conversationId}\n${userId}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

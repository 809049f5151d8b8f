import type { Connection, Conversation } from "../store/store.js";
import type { SummaryInfo } from "../wire/connect.js";
import { conversationUrl } from "./actions.js";
import { memberId } from "./members.js";

/** Who gets to see what came of a session. Pure. Source: Symbl documentation, "stop". */

/** One entry for each member, and for each recipient of a summary e-mail who is not a member. */
export function summaryInfo(connection: Connection, conversation: Conversation): readonly SummaryInfo[] {
  const { conversationId } = conversation;
  const users = new Map<string, { readonly id: string; readonly userId: string; readonly name: string }>();
  for (const { id, email, name } of conversation.members) users.set(id, { id, userId: email, name });
  for (const email of (connection.details.actions ?? []).flatMap(({ parameters }) => parameters.emails)) {
    const id = memberId(conversationId, email);
    if (!users.has(id)) users.set(id, { id, userId: email, name: email });
  }
  const url = conversationUrl(connection);
  return [...users.values()].map((user) => ({ user: { ...user, role: "participant" }, url }));
}

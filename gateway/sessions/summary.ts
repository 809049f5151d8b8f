import type { Connection, Conversation } from "../store/store.js";
import type { SummaryInfo } from "../wire/connect.js";
import { memberId } from "./members.js";

/** Who gets to see what came of a session. Pure. Source: Symbl documentation, "stop". */

/** `url` is the summary page. One entry for each member, and for each recipient of a summary e-mail who is not a member. */
export function summaryInfo(connection: Connection, conversation: Conversation, url: string): readonly SummaryInfo[] {
  const { conversationId } = conversation;
  const users = new Map<string, { readonly id: string; readonly userId: string; readonly name: string }>();
  for (const { id, email, name } of conversation.members)
    users.set(id, { id, userId: email === "" ? name : email, name });
  for (const email of (connection.details.actions ?? []).flatMap(({ parameters }) => parameters.emails)) {
    const id = memberId(conversationId, email);
    if (!users.has(id)) users.set(id, { id, userId: email, name: email });
  }
  return [...users.values()].map((user) => ({ user: { ...user, role: "participant" }, url }));
}

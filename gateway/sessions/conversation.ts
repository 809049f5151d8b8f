import { conversationNotFound } from "../errors.js";
import type { ConversationAnswer } from "../wire/conversation.js";
import type { SessionContext } from "./context.js";

/** The app's own conversation; another app's is as unknown as one that never was. */
export async function readConversation(
  context: SessionContext,
  appId: string,
  conversationId: string,
): Promise<ConversationAnswer> {
  const conversation = await context.store.conversation(conversationId);
  if (conversation === undefined || conversation.appId !== appId) throw conversationNotFound();
  return {
    id: conversation.conversationId,
    type: "meeting",
    name: conversation.name,
    startTime: new Date(conversation.startTime).toISOString(),
    ...(conversation.endTime === undefined ? {} : { endTime: new Date(conversation.endTime).toISOString() }),
    members: conversation.members,
    metadata: {},
  };
}

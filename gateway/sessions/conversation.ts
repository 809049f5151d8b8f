import { conversationLive, conversationNotFound } from "../errors.js";
import type { Conversation } from "../store/store.js";
import type { Metadata } from "../store/transcript-store.js";
import type { ConversationAnswer } from "../wire/conversation.js";
import type { SessionContext } from "./context.js";

/** The app's own conversation; another app's is as unknown as one that never was. */
export async function ownConversation(
  context: SessionContext,
  appId: string,
  conversationId: string,
): Promise<Conversation> {
  const conversation = await context.store.conversation(conversationId);
  if (conversation === undefined || conversation.appId !== appId) throw conversationNotFound();
  return conversation;
}

export async function readConversation(
  context: SessionContext,
  appId: string,
  conversationId: string,
): Promise<ConversationAnswer> {
  return showConversation(context, await ownConversation(context, appId, conversationId));
}

/** Replaces the metadata as a whole. */
export async function changeMetadata(
  context: SessionContext,
  appId: string,
  conversationId: string,
  metadata: Metadata,
): Promise<ConversationAnswer> {
  const conversation = await ownConversation(context, appId, conversationId);
  if (!(await context.store.saveMetadata(conversationId, metadata))) throw conversationNotFound();
  return showConversation(context, { ...conversation, metadata });
}

/** For good, with all that was said, its call and its mails. Not while the call is up: what is said next would have no place. */
export async function deleteConversation(
  context: SessionContext,
  appId: string,
  conversationId: string,
): Promise<void> {
  await ownConversation(context, appId, conversationId);
  const deletion = await context.store.deleteConversation(conversationId);
  context.readings.forget(conversationId);
  switch (deletion) {
    case "deleted":
      // What other processes have of it they remove at their next sweep.
      await context.recordings?.forget(conversationId);
      return;
    case "live":
      throw conversationLive();
    case "not-found":
      throw conversationNotFound();
  }
}

async function showConversation(context: SessionContext, conversation: Conversation): Promise<ConversationAnswer> {
  const call = (await context.store.connectionOf(conversation.conversationId))?.call;
  return {
    id: conversation.conversationId,
    type: "meeting",
    name: conversation.name,
    startTime: new Date(conversation.startTime).toISOString(),
    ...(conversation.endTime === undefined ? {} : { endTime: new Date(conversation.endTime).toISOString() }),
    ...(typeof call?.cause === "string" ? { endCause: call.cause } : {}),
    ...(call === undefined || call.warnings.length === 0 ? {} : { warnings: call.warnings }),
    members: conversation.members,
    metadata: conversation.metadata,
  };
}

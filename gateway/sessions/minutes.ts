import { type Minutes, minutesOf } from "../conversation/minutes.js";
import { type Transcript, transcriptOf } from "../conversation/transcript.js";
import type { Conversation } from "../store/store.js";
import type { SessionContext } from "./context.js";

export async function readTranscript(context: SessionContext, conversation: Conversation): Promise<Transcript> {
  const { conversationId } = conversation;
  const [messages, marks] = await Promise.all([
    context.store.messages(conversationId),
    context.store.speakerMarks(conversationId),
  ]);
  return transcriptOf(conversation, messages, marks);
}

export async function readMinutes(context: SessionContext, conversation: Conversation): Promise<Minutes> {
  const { conversationId } = conversation;
  const [transcript, connection] = await Promise.all([
    readTranscript(context, conversation),
    context.store.connectionOf(conversationId),
  ]);
  const readings = await context.readings.of(conversationId, transcript.messages, connection?.details.languages);
  return minutesOf(transcript, readings, connection);
}

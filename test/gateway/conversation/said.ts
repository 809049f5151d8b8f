import { readEnglish } from "../../../gateway/conversation/analysis/english.js";
import { type Minutes, minutesOf } from "../../../gateway/conversation/minutes.js";
import type { SaidMessage } from "../../../gateway/conversation/transcript.js";
import type { Connection, Conversation } from "../../../gateway/store/store.js";
import type { Member } from "../../../gateway/wire/conversation.js";
import { newStart } from "../store/new-start.js";

export const ADA: Member = { id: "a", name: "Ada Lovelace", email: "ada@example.com" };
export const BOB: Member = { id: "b", name: "Bob", email: "bob@example.com" };

/** Messages of a second each, one after the other. */
export function said(...words: readonly (readonly [Member | undefined, string])[]): readonly SaidMessage[] {
  return words.map(([speaker, text], sequence) => ({
    ...{ messageId: `m${sequence}`, conversationId: "1", sequence, text },
    ...{ startTime: 1_000 * sequence, endTime: 1_000 * (sequence + 1) },
    ...(speaker === undefined ? {} : { speaker }),
  }));
}

/** The minutes of a conversation in which those messages were said. */
export function minutes(
  messages: readonly SaidMessage[],
  change: { readonly conversation?: Partial<Conversation>; readonly connection?: Connection } = {},
): Minutes {
  const { conversation } = newStart();
  const members = [...new Set(messages.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker])))];
  const readings = new Map(messages.map(({ messageId, text }) => [messageId, readEnglish(text)]));
  return minutesOf(
    { conversation: { ...conversation, name: "Daily stand-up", members, ...change.conversation }, messages },
    readings,
    change.connection,
  );
}

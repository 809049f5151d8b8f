import type { Conversation } from "../store/store.js";
import type { Message, SpeakerMark } from "../store/transcript-store.js";
import type { Member } from "../wire/conversation.js";
import { type Floor, floorOf, speakerOf } from "./speakers.js";

/** What was said in a conversation, with who said it. Pure. */

export interface SaidMessage extends Message {
  /** Absent when nobody knows. */
  readonly speaker?: Member;
}

export interface Transcript {
  readonly conversation: Conversation;
  /** In the order in which they were said. */
  readonly messages: readonly SaidMessage[];
}

export function transcriptOf(
  conversation: Conversation,
  messages: readonly Message[],
  marks: readonly SpeakerMark[],
): Transcript {
  const floor = floorOf(marks);
  const members = byId(conversation.members);
  return { conversation, messages: messages.map((message) => attribute(message, floor, members)) };
}

export function attribute(message: Message, floor: Floor, members: ReadonlyMap<string, Member>): SaidMessage {
  const { startTime: start, endTime: end } = message;
  const speaker = members.get(message.speakerId ?? speakerOf(floor, { start, end }) ?? "");
  return speaker === undefined ? message : { ...message, speaker };
}

export function byId(members: readonly Member[]): ReadonlyMap<string, Member> {
  return new Map(members.map((member) => [member.id, member]));
}

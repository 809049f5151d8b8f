import type { Member } from "../wire/conversation.js";
import type { Connection } from "./store.js";

/** What was said once: an utterance that its recogniser has finished. */
export interface Message {
  readonly messageId: string;
  readonly conversationId: string;
  /** Counts the messages of a conversation from 0, in the order in which they were said. */
  readonly sequence: number;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly endTime: number;
  /** The member who said it, where the dialer knew; elsewhere the speaker events tell. */
  readonly speakerId?: string;
}

export type SpeakerMarkType = "started_speaking" | "stopped_speaking" | "joined" | "left" | "stopped";

/** A speaker event as it is kept. */
export interface SpeakerMark {
  readonly type: SpeakerMarkType;
  /** Absent when `stopped` names nobody: all have stopped then. */
  readonly memberId?: string;
  /** Milliseconds since the epoch, by the clock of whoever sent it. */
  readonly at: number;
}

export type Metadata = Readonly<Record<string, unknown>>;
export type Deletion = "deleted" | "live" | "not-found";

/** What is kept of what was said; a part of `Store`, whose promises hold here too. */
export interface TranscriptStore {
  /**
   * Keeps a message and, with it, its speaker as a member. A message whose id is there already, or whose conversation is gone: nothing.
   * After a `StoreUnavailable` it may be kept; keeping it again is safe.
   */
  saveMessage(connectionId: string, message: Message, speaker: Member | undefined): Promise<void>;
  /** In the order in which they were said. */
  messages(conversationId: string): Promise<readonly Message[]>;

  /** Keeps a speaker event and, with it, its user as a member. */
  saveSpeakerMark(conversationId: string, mark: SpeakerMark, member: Member | undefined): Promise<void>;
  /** In the order of their times; the latest `limit` of them, or all. */
  speakerMarks(conversationId: string, limit?: number): Promise<readonly SpeakerMark[]>;

  /** Replaces the metadata; `false` when there is no such conversation. */
  saveMetadata(conversationId: string, metadata: Metadata): Promise<boolean>;
  /** The call of a conversation. */
  connectionOf(conversationId: string): Promise<Connection | undefined>;
  /** Forgets a conversation, its call and its mails for good, unless the call is live. */
  deleteConversation(conversationId: string): Promise<Deletion>;
}

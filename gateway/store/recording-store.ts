/** How far the recording of a call is. */
export type RecordingState =
  /** The call is up. */
  | "recording"
  /** The call has ended; its sides are being mixed. */
  | "encoding"
  | "finished"
  /** It broke off, or could not be mixed: `failure` says why. What there is of it can be had. */
  | "failed";

/** What is kept of the recording of a conversation's call; its sound lies in files of the gateway that had the call up. */
export interface Recording {
  readonly conversationId: string;
  readonly state: RecordingState;
  /** When its first sound was heard, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds; 0 until the call has ended. */
  readonly duration: number;
  /** Of the files, in bytes; 0 for one that is not there, or not yet. */
  readonly sizes: RecordingSizes;
  /** A sentence for people; `null` while all is well. */
  readonly failure: string | null;
}

export interface RecordingSizes {
  readonly far: number;
  readonly near: number;
  readonly mixed: number;
}

/** What is kept of recordings; a part of `Store`, whose promises hold here too. A recording goes when its conversation goes. */
export interface RecordingStore {
  /** Keeps how far it is now. Where the conversation is gone: nothing. */
  saveRecording(recording: Recording): Promise<void>;
  recording(conversationId: string): Promise<Recording | undefined>;
  /** Which of these conversations are there: the files of the others are nobody's. */
  existing(conversationIds: readonly string[]): Promise<ReadonlySet<string>>;
}

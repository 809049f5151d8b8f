/** What a conversation is about. */
export interface Topic {
  /** Follows from the conversation and its words. */
  readonly id: string;
  /** In lower case. */
  readonly text: string;
  /** From 0 to 1: how often it was named, by the most frequent topic. */
  readonly score: number;
  /** The messages that name it, in their order. */
  readonly messageIds: readonly string[];
}

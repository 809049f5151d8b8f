/** Words that were heard on a call. */
export interface Speech {
  /** Counts the utterances of a call from 0; what comes with the same number is a later guess at the same words. */
  readonly utterance: number;
  /** The whole utterance so far. */
  readonly text: string;
  /** No later guess at this utterance comes. */
  readonly isFinal: boolean;
  /** Who said it, where the dialer knows that; elsewhere speaker events tell. */
  readonly speaker?: Speaker;
  /** When the utterance began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds that it has taken so far. */
  readonly duration: number;
}

export interface Speaker {
  readonly name: string;
  /** Usually an e-mail address. */
  readonly userId?: string;
}

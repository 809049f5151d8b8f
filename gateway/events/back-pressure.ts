/** What a listener who reads slowly still gets. Pure. */

export interface Limits {
  /** Bytes that may wait for a listener before unfinished transcripts are left out: a later one says the same and more. */
  readonly guesses: number;
  /** Bytes that may wait before the listener is let go. */
  readonly all: number;
}

export const LIMITS: Limits = { guesses: 256 * 1_024, all: 1_024 * 1_024 };

/** `waiting`: bytes that the listener has not taken yet. A single message of any size gets through to one who has taken all. */
export function admit(
  message: object,
  bytes: number,
  waiting: number,
  limits: Limits = LIMITS,
): "send" | "drop" | "close" {
  if (waiting === 0) return "send";
  if (isGuess(message)) return waiting + bytes > limits.guesses ? "drop" : "send";
  return waiting + bytes > limits.all ? "close" : "send";
}

function isGuess(message: object): boolean {
  return "type" in message && message.type === "transcript_response" && "isFinal" in message && !message.isFinal;
}

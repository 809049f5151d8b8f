/** What can go wrong with the next request of one kind. */
export const FAULT_KINDS = [
  /** Nobody listens. */
  "refused",
  /** The connection breaks once the request is sent; the server never acts on it. */
  "cut-before",
  /** The server acts on it, and then the connection breaks. */
  "cut-after",
  /** The connection breaks, and what was sent gets to the server later all the same. */
  "late",
  /** A 5xx, nothing done. */
  "error-before",
  /** A 5xx although all was done. */
  "error-after",
  /** 429, with `Retry-After` or without. */
  "too-many",
  /** All was done, but the body of the answer is not what it ought to be. */
  "damaged",
  /** No answer ever comes; nothing done, or all of it. */
  "silence-before",
  "silence-after",
  /** A proxy's 404. */
  "foreign",
  /** The token is taken for an old one. */
  "unauthorised",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export const TARGETS = ["start", "look-up", "stop", "conversation", "token"] as const;
export type Target = (typeof TARGETS)[number];

export interface Fault {
  target: Target;
  kind: FaultKind;
  /** How many requests it hits. */
  times: number;
  /** Chooses among the kind's varieties. */
  variety: number;
}

/** A body that an answer to a start was damaged to. Some of them still name the call. */
export function damagedStart(
  answer: Readonly<Record<string, string>>,
  variety: number,
): { text: string; complete: boolean } {
  const whole = JSON.stringify(answer);
  const { connectionId, conversationId, eventUrl } = answer;
  const bodies = [
    { text: JSON.stringify({ connectionId, conversationId }), complete: true },
    { text: JSON.stringify({ connectionId, eventUrl, resultWebSocketUrl: null }), complete: true },
    { text: JSON.stringify({ conversationId, eventUrl }), complete: true },
    { text: whole.slice(0, whole.indexOf("conversationId")), complete: false },
    { text: whole.slice(0, 12), complete: false },
    { text: "", complete: true },
    { text: "<html>created</html>", complete: true },
    { text: JSON.stringify([answer]), complete: true },
  ];
  return bodies[variety % bodies.length] ?? { text: "", complete: true };
}

/** The status of a server error. */
export function errorStatus(variety: number): number {
  return [500, 502, 503, 504][variety % 4] ?? 500;
}

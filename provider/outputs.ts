/** What a resource keeps in the state beside its inputs. */
export interface SessionOutputs {
  /** Names the live call at the server; what `stop` takes. Missing while it is unknown whether a call was placed. */
  connectionId?: string;
  /** Names the conversation, during the call and afterwards. */
  conversationId?: string;
  /** Where speaker events are posted to. */
  eventUrl?: string;
  /** Where results are read from, and speaker events may be sent to. */
  resultWebSocketUrl?: string;
  status: SessionStatus;
  /** ISO 8601, UTC. For a start of unknown outcome: when it was sent. */
  startedAt?: string;
  /** ISO 8601, UTC. `null` while the call runs, as far as is known. */
  endedAt: string | null;
  /** Why the call ended, in the server's words, such as `486 Busy Here`. Missing while it runs, and where the server does not tell. */
  endCause?: string;
  /** The server that dialled, and that a stop goes to. */
  apiBaseUrl: string;
  /** 12 hex digits that tell accounts apart, or `""`. */
  accountFingerprint: string;
  /** Version of this package that placed the call. */
  providerVersion: string;
  /** Key under which a start of unknown or incomplete outcome can be looked up. */
  idempotencyKey?: string;
}

/** What is known of a call: as of the last `up` or `refresh`. */
export type SessionStatus = "live" | "ended" | "unknown";

/** Every output's name. Old states hold them, so a name is never given up. */
export const OUTPUT_KEYS = [
  "connectionId",
  "conversationId",
  "eventUrl",
  "resultWebSocketUrl",
  "status",
  "startedAt",
  "endedAt",
  "endCause",
  "apiBaseUrl",
  "accountFingerprint",
  "providerVersion",
  "idempotencyKey",
] as const satisfies readonly (keyof SessionOutputs)[];

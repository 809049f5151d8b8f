import type { Call } from "../calls/call.js";
import type { Mail, QueuedMail } from "../mail/mail.js";
import type { StartAnswer, StartRequest } from "../wire/connect.js";
import type { Member } from "../wire/conversation.js";
import type { CallQuery, ListedCall } from "./call-list.js";
import type { RecordingStore } from "./recording-store.js";
import type { Metadata, TranscriptStore } from "./transcript-store.js";

/** A telephony connection: one call, live or ended. */
export interface Connection {
  readonly connectionId: string;
  readonly conversationId: string;
  readonly appId: string;
  /** The gateway process that has the call up, or had it. */
  readonly holder: string;
  /** Whom it calls, as it may be shown: DTMF and credentials are masked, and so are never kept. */
  readonly endpoint: ShownEndpoint;
  /** What else the start asked for. */
  readonly details: SessionDetails;
  /** What the start answered; a replay and the stop repeat it. */
  readonly answer: StartAnswer;
  readonly call: Call;
  readonly idempotencyKey: string | null;
}

export type ShownEndpoint = Readonly<Record<string, unknown>>;
export type SessionDetails = Omit<StartRequest, "operation" | "endpoint">;

/** Outlasts its connection. */
export interface Conversation {
  readonly conversationId: string;
  readonly appId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Absent while the call runs. */
  readonly endTime?: number;
  readonly members: readonly Member[];
  /** What the app has put there. */
  readonly metadata: Metadata;
}

/** A start that asks to be let in. */
export interface NewStart {
  readonly connection: Connection;
  readonly conversation: Conversation;
  /** Absent when the start came without `Idempotency-Key`. */
  readonly idempotency?: { readonly key: string; readonly bodyHash: string };
  /** How many live connections the app may have, this one included. */
  readonly maxConnections: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type StartDecision =
  /** Kept; dial it, then call `answerStart` or `forgetStart`. */
  | { readonly kind: "accepted" }
  /** The key has its answer already. */
  | { readonly kind: "replay"; readonly answer: StartAnswer }
  | { readonly kind: "running" }
  /** The key was asked for before any start came with it, and may never start. */
  | { readonly kind: "burned" }
  /** The key came with another body. */
  | { readonly kind: "other-body" }
  | { readonly kind: "too-many" };

export type StartLookup =
  | { readonly kind: "answered"; readonly answer: StartAnswer }
  | { readonly kind: "running" }
  /** No start has come with the key, and now none can. */
  | { readonly kind: "not-found" };

/** How long a key and its answer are kept. */
export const IDEMPOTENCY_TTL_MS = 24 * 60 * 60 * 1_000;
/** How many connections are shown at most: the latest. */
export const CONNECTIONS_SHOWN = 10_000;

/**
 * Where connections, conversations and idempotency keys are kept. Each method is atomic, across processes where a store is shared by several.
 * When the database is away or its disk full, each rejects with a `StoreUnavailable`, and nothing of it was done but where the method says so.
 */
export interface Store extends TranscriptStore, RecordingStore {
  /**
   * Idempotency, limit and insertion in one step, so that no two starts with a key, and none beyond the limit, are let in.
   * After a `StoreUnavailable` the start may be kept all the same; nothing is to be dialled, and `forgetStart` takes it back.
   */
  beginStart(start: NewStart): Promise<StartDecision>;
  /** The call is on its way: its key has an answer from now on. */
  answerStart(connectionId: string): Promise<void>;
  /** Nothing was dialled: as if the start had never come. */
  forgetStart(connectionId: string): Promise<void>;
  /** Looks a start up by its key; burns the key when there is none. */
  lookUpStart(appId: string, key: string, now: number): Promise<StartLookup>;

  connection(connectionId: string): Promise<Connection | undefined>;
  /** The latest `CONNECTIONS_SHOWN`, in the order of their starts. */
  connections(): Promise<readonly Connection[]>;
  /** The calls that someone looks for, the latest first. */
  calls(query: CallQuery): Promise<readonly ListedCall[]>;
  /** The connections that are live and held by that process, of the starts before a time. */
  liveBefore(holder: string, before: number): Promise<readonly string[]>;
  /** Keeps the new state of a call; the end of the call ends its conversation. A call that has ended stays as it is. */
  saveCall(connectionId: string, call: Call): Promise<void>;
  /** Resolves when all that has happened to the connection is kept. */
  settle(connectionId: string): Promise<void>;

  conversation(conversationId: string): Promise<Conversation | undefined>;

  /** Puts a mail into the outbox, to be sent from `dueAt` on, or only to be kept there. A mail whose id is there already: nothing. */
  queueMail(mail: Mail, dueAt: number | undefined): Promise<void>;
  /** The mail that has been due for longest; nobody else gets it before `until`. */
  claimMail(now: number, until: number): Promise<QueuedMail | undefined>;
  mailSent(mailId: string, at: number): Promise<void>;
  /** Tries it again from `dueAt` on, or never. */
  mailFailed(mailId: string, failure: string, dueAt: number | undefined): Promise<void>;
  /** The latest `MAILS_SHOWN`, of all or of one conversation, in the order in which they were queued. */
  mails(conversationId?: string): Promise<readonly QueuedMail[]>;

  /** Forgets expired keys, and what ended before `endedBefore`; resolves to how many connections went. */
  forgetOld(now: number, endedBefore: number | undefined): Promise<number>;
  /** Resolves when the storage answers. */
  ping(): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

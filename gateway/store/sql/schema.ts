import type { ColumnType, Kysely, Selectable, Transaction } from "kysely";
import type { CallState } from "../../calls/call.js";
import type { StartAnswer } from "../../wire/connect.js";
import type { RecordingState } from "../recording-store.js";
import type { SessionDetails, ShownEndpoint } from "../store.js";
import type { Metadata, SpeakerMarkType } from "../transcript-store.js";

/** The tables as `migrations.ts` makes them, in the dialect of PostgreSQL. */
export interface Schema {
  readonly processes: ProcessTable;
  readonly secrets: SecretTable;
  readonly live_counts: LiveCountTable;
  readonly connections: ConnectionTable;
  readonly conversations: ConversationTable;
  readonly members: MemberTable;
  readonly messages: MessageTable;
  readonly speaker_marks: SpeakerMarkTable;
  readonly idempotency_keys: IdempotencyKeyTable;
  readonly outbox: OutboxTable;
  readonly recordings: RecordingTable;
}

export type Database = Kysely<Schema>;
export type DatabaseTransaction = Transaction<Schema>;

/** `json`, not `jsonb`: an answer is repeated with its fields in their order. */
type Json<Value> = ColumnType<Value, string, string>;
/** `timestamptz`. */
type Time = ColumnType<Date, Date, Date>;
type OptionalTime = ColumnType<Date | null, Date | null, Date | null>;

/** Gateway processes that are taken to live: each holds its calls while its lease runs. */
interface ProcessTable {
  process_id: string;
  /** The machine that it runs on, its pid, and when it started there: a process of that machine can tell at once whether it is gone. */
  place: string;
  pid: number;
  started: string;
  lease_until: ColumnType<Date, never, never>;
}

interface SecretTable {
  name: string;
  value: Uint8Array;
}

/** Live connections of each app: counted along, so that a start costs the same however many there are. */
interface LiveCountTable {
  app_id: string;
  live: number;
}

interface ConnectionTable {
  /** The order of the starts. */
  position: ColumnType<unknown, never, never>;
  connection_id: string;
  conversation_id: string;
  app_id: string;
  process_id: string;
  state: CallState;
  cause: string | null;
  dialing_at: Time;
  ringing_at: OptionalTime;
  answered_at: OptionalTime;
  dtmf_sent_at: OptionalTime;
  ended_at: OptionalTime;
  warnings: Json<readonly string[]>;
  endpoint: Json<ShownEndpoint>;
  details: Json<SessionDetails>;
  answer: Json<StartAnswer>;
  idempotency_key: string | null;
}

interface ConversationTable {
  conversation_id: string;
  app_id: string;
  name: string;
  start_time: Time;
  end_time: OptionalTime;
  metadata: ColumnType<Metadata, string | undefined, string>;
}

interface MessageTable {
  message_id: string;
  conversation_id: string;
  sequence: number;
  text: string;
  start_time: Time;
  end_time: Time;
  speaker_id: string | null;
}

interface SpeakerMarkTable {
  position: ColumnType<unknown, never, never>;
  conversation_id: string;
  type: SpeakerMarkType;
  member_id: string | null;
  at: Time;
}

interface MemberTable {
  position: ColumnType<unknown, never, never>;
  conversation_id: string;
  member_id: string;
  name: string;
  email: string;
}

export type MailRow = Selectable<OutboxTable>;
export type KeyRowState = "running" | "answered" | "burned";

interface IdempotencyKeyTable {
  app_id: string;
  key: string;
  state: KeyRowState;
  /** Null for a burned key, as is all below but `since`. */
  body_hash: string | null;
  connection_id: string | null;
  answer: ColumnType<StartAnswer | null, string | null, string | null>;
  since: Time;
}

interface OutboxTable {
  position: ColumnType<unknown, never, never>;
  mail_id: string;
  app_id: string;
  conversation_id: string;
  recipients: Json<readonly string[]>;
  subject: string;
  text: string;
  queued_at: Time;
  attempts: number;
  due_at: OptionalTime;
  sent_at: OptionalTime;
  failure: string | null;
}

interface RecordingTable {
  conversation_id: string;
  state: RecordingState;
  started_at: Time;
  /** Milliseconds. */
  duration: number | string;
  far_bytes: number | string;
  near_bytes: number | string;
  mixed_bytes: number | string;
  failure: string | null;
}

export type RecordingRow = Selectable<RecordingTable>;
export type ConnectionRow = Selectable<ConnectionTable>;
export type ConversationRow = Selectable<ConversationTable>;
export type MemberRow = Selectable<MemberTable>;
export type MessageRow = Selectable<MessageTable>;
export type SpeakerMarkRow = Selectable<SpeakerMarkTable>;
export type KeyRow = Selectable<IdempotencyKeyTable>;

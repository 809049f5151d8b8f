import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from "kysely";
import { ANSWER_STARTS, BEGIN_STARTS, NEW_START, SAVE_CALLS, SAVE_CALLS_WITH_WARNINGS } from "./functions.js";
import type { Database } from "./schema.js";

const FIRST = [
  `create table processes (
    process_id text primary key,
    place text not null,
    pid integer not null,
    started text not null,
    lease_until timestamptz not null
  )`,
  "create table secrets (name text primary key, value bytea not null)",
  "create table live_counts (app_id text primary key, live integer not null check (live >= 0))",
  `create table connections (
    position bigint generated always as identity unique,
    connection_id text primary key,
    conversation_id text not null,
    app_id text not null,
    process_id text not null,
    state text not null check (state in ('dialing', 'ringing', 'answered', 'ended')),
    cause text,
    dialing_at timestamptz not null,
    ringing_at timestamptz,
    answered_at timestamptz,
    dtmf_sent_at timestamptz,
    ended_at timestamptz,
    endpoint json not null,
    details json not null,
    answer json not null,
    idempotency_key text,
    check ((state = 'ended') = (ended_at is not null))
  )`,
  "create index connections_live on connections (process_id) where state <> 'ended'",
  "create index connections_ended on connections (ended_at) where state = 'ended'",
  `create table conversations (
    conversation_id text primary key,
    app_id text not null,
    name text not null,
    start_time timestamptz not null,
    end_time timestamptz
  )`,
  `create table members (
    position bigint generated always as identity,
    conversation_id text not null references conversations on delete cascade,
    member_id text not null,
    name text not null,
    email text not null,
    primary key (conversation_id, member_id)
  )`,
  `create table idempotency_keys (
    app_id text not null,
    key text not null,
    state text not null check (state in ('running', 'answered', 'burned')),
    body_hash text,
    connection_id text,
    answer json,
    since timestamptz not null,
    primary key (app_id, key),
    check (state = 'burned' or (body_hash is not null and connection_id is not null and answer is not null))
  )`,
  "create index idempotency_keys_connection on idempotency_keys (connection_id)",
  "create index idempotency_keys_since on idempotency_keys (since)",
];

const OUTBOX = [
  `create table outbox (
    position bigint generated always as identity unique,
    mail_id text primary key,
    app_id text not null,
    conversation_id text not null,
    recipients json not null,
    subject text not null,
    text text not null,
    queued_at timestamptz not null,
    attempts integer not null,
    due_at timestamptz,
    sent_at timestamptz,
    failure text
  )`,
  "create index outbox_due on outbox (due_at) where due_at is not null",
  "create index outbox_conversation on outbox (conversation_id)",
];

const TRANSCRIPTS = [
  "alter table conversations add column metadata json not null default '{}'",
  // Of those that have ended: a start needs no entry in it.
  "create index connections_conversation on connections (conversation_id) where ended_at is not null",
  `create table messages (
    message_id text primary key,
    conversation_id text not null references conversations on delete cascade,
    sequence integer not null,
    text text not null,
    start_time timestamptz not null,
    end_time timestamptz not null,
    speaker_id text,
    unique (conversation_id, sequence)
  )`,
  `create table speaker_marks (
    position bigint generated always as identity primary key,
    conversation_id text not null references conversations on delete cascade,
    type text not null check (type in ('started_speaking', 'stopped_speaking', 'joined', 'left', 'stopped')),
    member_id text,
    at timestamptz not null
  )`,
  "create index speaker_marks_conversation on speaker_marks (conversation_id, at)",
];

const WARNINGS = ["alter table connections add column warnings json not null default '[]'", SAVE_CALLS_WITH_WARNINGS];

const RECORDINGS = [
  `create table recordings (
    conversation_id text primary key references conversations on delete cascade,
    state text not null check (state in ('recording', 'encoding', 'finished', 'failed')),
    started_at timestamptz not null,
    duration bigint not null,
    far_bytes bigint not null,
    near_bytes bigint not null,
    mixed_bytes bigint not null,
    failure text
  )`,
];

const PLANS = [
  ANSWER_STARTS,
  // The plans of a function are kept. Those made while there were few calls would read whole tables once there are many.
  ...["begin_starts(json, timestamptz)", "answer_starts(text[])", "save_calls(json, text)"].flatMap((name) =>
    ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"].map((way) => `alter function ${name} set ${way} = off`),
  ),
];

const BATCHES = [
  NEW_START,
  BEGIN_STARTS,
  SAVE_CALLS,
  // On a column that stays as it is while a call is live, so that its new states need no new entries in any index.
  "drop index connections_live",
  "create index connections_live on connections (process_id) where ended_at is null",
  // A start's key is found by way of its connection; old keys stand together.
  "drop index idempotency_keys_connection",
  "drop index idempotency_keys_since",
  "create index idempotency_keys_since on idempotency_keys using brin (since)",
  "drop index connections_ended",
  "create index connections_ended on connections (ended_at) where ended_at is not null",
];

/** What makes the tables, and what changes them from one version to the next. A migration that was released stays as it is. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "001-connections": ofStatements(FIRST),
  "002-outbox": ofStatements(OUTBOX),
  "003-transcripts": ofStatements(TRANSCRIPTS),
  "004-batches": ofStatements(BATCHES),
  "005-warnings": ofStatements(WARNINGS),
  "006-recordings": ofStatements(RECORDINGS),
  "007-plans": ofStatements(PLANS),
};

function ofStatements(statements: readonly string[]): Migration {
  return {
    up: async (database: Kysely<unknown>) => {
      for (const statement of statements) await sql.raw(statement).execute(database);
    },
  };
}

/** Brings the database to this version's tables; several processes that start at once take turns. */
export async function migrate(database: Database): Promise<void> {
  const provider: MigrationProvider = { getMigrations: async () => ({ ...MIGRATIONS }) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}

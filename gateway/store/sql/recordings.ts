import { sql } from "kysely";
import type { Recording } from "../recording-store.js";
import type { Database, RecordingRow } from "./schema.js";

/** Recordings, in the database. */

/** Takes place only while the conversation is there: it may have been forgotten meanwhile. */
export async function saveRecording(database: Database, recording: Recording): Promise<void> {
  const { conversationId, state, startedAt, duration, sizes, failure } = recording;
  await sql`
    insert into recordings (conversation_id, state, started_at, duration, far_bytes, near_bytes, mixed_bytes, failure)
    select conversation_id, ${state}::text, ${new Date(startedAt)}::timestamptz, ${Math.round(duration)}::bigint,
      ${sizes.far}::bigint, ${sizes.near}::bigint, ${sizes.mixed}::bigint, ${failure}::text
    from conversations where conversation_id = ${conversationId} for key share
    on conflict (conversation_id) do update set state = excluded.state, started_at = excluded.started_at,
      duration = excluded.duration, far_bytes = excluded.far_bytes, near_bytes = excluded.near_bytes,
      mixed_bytes = excluded.mixed_bytes, failure = excluded.failure
  `.execute(database);
}

export async function recording(database: Database, conversationId: string): Promise<Recording | undefined> {
  const row = await database
    .selectFrom("recordings")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
}

export async function existing(database: Database, conversationIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (conversationIds.length === 0) return new Set();
  const rows = await database
    .selectFrom("conversations")
    .select("conversation_id")
    .where("conversation_id", "in", conversationIds)
    .execute();
  return new Set(rows.map(({ conversation_id: id }) => id));
}

/** The drivers give `bigint` as a number or as text. */
function fromRow(row: RecordingRow): Recording {
  return {
    conversationId: row.conversation_id,
    state: row.state,
    startedAt: row.started_at.getTime(),
    duration: Number(row.duration),
    sizes: { far: Number(row.far_bytes), near: Number(row.near_bytes), mixed: Number(row.mixed_bytes) },
    failure: row.failure,
  };
}

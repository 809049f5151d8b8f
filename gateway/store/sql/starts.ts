import { sql } from "kysely";
import type { StartAnswer } from "../../wire/connect.js";
import { decide } from "../idempotency-keys.js";
import type { NewStart, StartDecision } from "../store.js";
import { expiry, toKeyState } from "./keys.js";
import type { Database, DatabaseTransaction, KeyRowState } from "./schema.js";
import { isoTime } from "./times.js";

/** Starts in the database: let in with their key, within their app's limit, or not at all. */

/** What `begin_starts` says of one start. */
type BegunRow = { readonly number: number } & (
  | { readonly decision: "accepted" | "too-many" }
  | {
      readonly decision: "known";
      readonly key_state: KeyRowState;
      readonly key_hash: string | null;
      readonly key_answer: StartAnswer | null;
    }
);

/** All are of one process and of different keys. */
export async function beginStarts(database: Database, starts: readonly NewStart[]): Promise<readonly StartDecision[]> {
  const latest = Math.max(...starts.map(({ now }) => now));
  const { rows } = await sql<BegunRow>`
    select * from begin_starts(${JSON.stringify(starts.map(toRow))}::json, ${expiry(latest)}::timestamptz)
  `.execute(database);
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return starts.map((start, number) => decisionOf(start, byNumber.get(number)));
}

function decisionOf(start: NewStart, row: BegunRow | undefined): StartDecision {
  switch (row?.decision) {
    case "accepted":
    case "too-many":
      return { kind: row.decision };
    case "known": {
      const known = toKeyState({ state: row.key_state, body_hash: row.key_hash, answer: row.key_answer });
      return decide(known, start.idempotency?.bodyHash ?? "");
    }
    case undefined:
      throw new Error("begin_starts has said nothing of a start");
  }
}

function toRow({ connection, conversation, idempotency, maxConnections }: NewStart, number: number) {
  return {
    number,
    app_id: connection.appId,
    key: idempotency?.key ?? null,
    body_hash: idempotency?.bodyHash ?? null,
    most: maxConnections,
    connection_id: connection.connectionId,
    conversation_id: conversation.conversationId,
    process_id: connection.holder,
    name: conversation.name,
    start_time: isoTime(conversation.startTime),
    dialing_at: isoTime(connection.call.times.dialing),
    endpoint: connection.endpoint,
    details: connection.details,
    answer: connection.answer,
  };
}

/** Starts of the same name are to wait for one another. */
export function startName({ connection, idempotency }: NewStart): string {
  return idempotency === undefined ? connection.connectionId : `${connection.appId}\n${idempotency.key}`;
}

/** As if it had never come. */
export async function forgetStart(transaction: DatabaseTransaction, connectionId: string): Promise<void> {
  const gone = await transaction
    .deleteFrom("connections")
    .where("connection_id", "=", connectionId)
    .returning(["app_id", "conversation_id", "state", "idempotency_key"])
    .executeTakeFirst();
  if (gone === undefined) return;
  if (gone.idempotency_key !== null) {
    await transaction
      .deleteFrom("idempotency_keys")
      .where("app_id", "=", gone.app_id)
      .where("key", "=", gone.idempotency_key)
      // By now another start may have come with it.
      .where("connection_id", "=", connectionId)
      .execute();
  }
  await transaction.deleteFrom("conversations").where("conversation_id", "=", gone.conversation_id).execute();
  if (gone.state === "ended") return;
  await transaction
    .updateTable("live_counts")
    .set({ live: sql`live_counts.live - 1` })
    .where("app_id", "=", gone.app_id)
    .execute();
}

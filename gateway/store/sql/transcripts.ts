import { sql } from "kysely";
import type { Member } from "../../wire/conversation.js";
import type { Connection } from "../store.js";
import type { Deletion, Message, Metadata, SpeakerMark } from "../transcript-store.js";
import { fromConnectionRow } from "./rows.js";
import type { Database, DatabaseTransaction, MessageRow, SpeakerMarkRow } from "./schema.js";

/** What was said, in the database. Each insertion takes place only while the conversation is there: it may have been forgotten meanwhile. */

export async function saveMessage(
  transaction: DatabaseTransaction,
  message: Message,
  speaker: Member | undefined,
): Promise<void> {
  const { messageId, conversationId, sequence, text, startTime, endTime, speakerId = null } = message;
  // Kept before, without our being told: then this one is no news.
  await sql`
    insert into messages (message_id, conversation_id, sequence, text, start_time, end_time, speaker_id)
    select ${messageId}, conversation_id, ${sequence}::integer, ${text}::text, ${new Date(startTime)}::timestamptz,
      ${new Date(endTime)}::timestamptz, ${speakerId}::text
    from conversations where conversation_id = ${conversationId} for key share
    on conflict do nothing
  `.execute(transaction);
  if (speaker !== undefined) await saveMember(transaction, conversationId, speaker);
}

export async function messages(database: Database, conversationId: string): Promise<readonly Message[]> {
  const rows = await database
    .selectFrom("messages")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .orderBy("sequence")
    .execute();
  return rows.map(fromMessageRow);
}

export async function saveSpeakerMark(
  transaction: DatabaseTransaction,
  conversationId: string,
  { type, memberId, at }: SpeakerMark,
  member: Member | undefined,
): Promise<void> {
  await sql`
    insert into speaker_marks (conversation_id, type, member_id, at)
    select conversation_id, ${type}::text, ${memberId ?? null}::text, ${new Date(at)}::timestamptz
    from conversations where conversation_id = ${conversationId} for key share
  `.execute(transaction);
  if (member !== undefined) await saveMember(transaction, conversationId, member);
}

export async function speakerMarks(
  database: Database,
  conversationId: string,
  limit: number | undefined,
): Promise<readonly SpeakerMark[]> {
  const latestFirst = database
    .selectFrom("speaker_marks")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .orderBy("at", "desc")
    .orderBy("position", "desc");
  const rows = await (limit === undefined ? latestFirst : latestFirst.limit(limit)).execute();
  return rows.reverse().map(fromSpeakerMarkRow);
}

export async function saveMetadata(database: Database, conversationId: string, metadata: Metadata): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("conversations")
    .set({ metadata: JSON.stringify(metadata) })
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteConversation(transaction: DatabaseTransaction, conversationId: string): Promise<Deletion> {
  const conversation = await transaction
    .selectFrom("conversations")
    .select("end_time")
    .where("conversation_id", "=", conversationId)
    .forUpdate()
    .executeTakeFirst();
  if (conversation === undefined) return "not-found";
  if (conversation.end_time === null) return "live";
  await transaction
    .deleteFrom("connections")
    .where("conversation_id", "=", conversationId)
    .where("ended_at", "is not", null)
    .execute();
  await forgetConversations(transaction, [conversationId]);
  return "deleted";
}

/** With all that hangs on them but their calls. */
export async function forgetConversations(
  transaction: DatabaseTransaction,
  conversationIds: readonly string[],
): Promise<void> {
  await transaction.deleteFrom("conversations").where("conversation_id", "in", conversationIds).execute();
  await transaction.deleteFrom("outbox").where("conversation_id", "in", conversationIds).execute();
}

/** The call of a conversation: by the index of those that have ended, or else among the live ones, which are few. */
export async function connectionOf(database: Database, conversationId: string): Promise<Connection | undefined> {
  const ofConversation = database.selectFrom("connections").selectAll().where("conversation_id", "=", conversationId);
  const row =
    (await ofConversation.where("ended_at", "is not", null).executeTakeFirst()) ??
    (await ofConversation.where("ended_at", "is", null).executeTakeFirst());
  return row === undefined ? undefined : fromConnectionRow(row);
}

async function saveMember(
  transaction: DatabaseTransaction,
  conversationId: string,
  { id, name, email }: Member,
): Promise<void> {
  await sql`
    insert into members (conversation_id, member_id, name, email)
    select conversation_id, ${id}::text, ${name}::text, ${email}::text
    from conversations where conversation_id = ${conversationId}
    on conflict (conversation_id, member_id) do update set name = excluded.name, email = excluded.email
      where (members.name, members.email) is distinct from (excluded.name, excluded.email)
  `.execute(transaction);
}

function fromMessageRow(row: MessageRow): Message {
  return {
    messageId: row.message_id,
    conversationId: row.conversation_id,
    sequence: row.sequence,
    text: row.text,
    startTime: row.start_time.getTime(),
    endTime: row.end_time.getTime(),
    ...(row.speaker_id === null ? {} : { speakerId: row.speaker_id }),
  };
}

function fromSpeakerMarkRow({ type, member_id: memberId, at }: SpeakerMarkRow): SpeakerMark {
  return { type, at: at.getTime(), ...(memberId === null ? {} : { memberId }) };
}

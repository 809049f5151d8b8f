import { sql } from "kysely";
import { type CallQuery, type ListedCall, wordsOf } from "../call-list.js";
import { fromConnectionRow } from "./rows.js";
import type { Database } from "./schema.js";

/** What a call is searched by, as `searchedText` has it. */
const SEARCHED = sql<string>`lower(concat_ws(chr(10), conversations.name, connections.connection_id, connections.conversation_id,
  connections.app_id, connections.cause, connections.state, connections.endpoint ->> 'phoneNumber', connections.endpoint ->> 'uri'))`;

/** The latest first. */
export async function findCalls(database: Database, query: CallQuery): Promise<readonly ListedCall[]> {
  const { text, live, connectionId, conversationId, before, limit } = query;
  let found = database
    .selectFrom("connections")
    .innerJoin("conversations", "conversations.conversation_id", "connections.conversation_id")
    .selectAll("connections")
    .select("conversations.name as meeting_name");
  if (live !== undefined) found = found.where("connections.state", live ? "<>" : "=", "ended");
  if (connectionId !== undefined) found = found.where("connections.connection_id", "=", connectionId);
  if (conversationId !== undefined) found = found.where("connections.conversation_id", "=", conversationId);
  if (before !== undefined) {
    const position = sql`(select position from connections where connection_id = ${before})`;
    found = found.where(sql<boolean>`connections.position < ${position}`);
  }
  for (const word of wordsOf(text)) found = found.where(sql<boolean>`position(${word} in ${SEARCHED}) > 0`);
  const rows = await found.orderBy("connections.position", "desc").limit(limit).execute();
  return rows.map(({ meeting_name: name, ...row }) => ({ connection: fromConnectionRow(row), name }));
}

import { sql } from "kysely";
import { type Call, isLive } from "../../calls/call.js";
import { answerKeys } from "./keys.js";
import type { EndedCall } from "./membership.js";
import { toCallColumns } from "./rows.js";
import type { Database } from "./schema.js";

/** What has happened to connections, in the database. */

export type News =
  /** The start's key has its answer. */
  | { readonly kind: "answered"; readonly connectionId: string }
  | { readonly kind: "call"; readonly connectionId: string; readonly call: Call };

/** How the end of a call is told to other processes, when it is kept and only then. */
export interface EndNotices {
  /** Channel of NOTIFY. */
  readonly channel: string;
  readonly payload: (call: EndedCall) => string;
}

/** Two of the same kind are of different connections. */
export async function keepNews(
  database: Database,
  news: readonly News[],
  notices: EndNotices | undefined,
): Promise<readonly "kept"[]> {
  const answered = news.filter(({ kind }) => kind === "answered").map(({ connectionId }) => connectionId);
  const calls = news.flatMap((one) => (one.kind === "call" ? [callRow(one.connectionId, one.call, notices)] : []));
  const parts = [
    ...(answered.length === 0 ? [] : [answerKeys(answered)]),
    ...(calls.length === 0 ? [] : [sql`save_calls(${JSON.stringify(calls)}::json, ${notices?.channel ?? null}::text)`]),
  ];
  await sql`select ${sql.join(parts)}`.execute(database);
  return news.map(() => "kept");
}

function callRow(connectionId: string, call: Call, notices: EndNotices | undefined) {
  return {
    connection_id: connectionId,
    ...toCallColumns(call),
    notice: isLive(call) ? null : notices?.payload({ connectionId, cause: call.cause ?? "" }),
  };
}

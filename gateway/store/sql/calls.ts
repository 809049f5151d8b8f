import { sql } from "kysely";
import { type Call, isLive } from "../../calls/call.js";
import type { EndedCall } from "./membership.js";
import { toCallColumns } from "./rows.js";
import type { Database } from "./schema.js";

/** The states of calls in the database. */

export interface SavedCall {
  readonly connectionId: string;
  readonly call: Call;
}

/** How the end of a call is told to other processes, when it is kept and only then. */
export interface EndNotices {
  /** Channel of NOTIFY. */
  readonly channel: string;
  readonly payload: (call: EndedCall) => string;
}

/** Each is of another connection. */
export async function saveCalls(
  database: Database,
  calls: readonly SavedCall[],
  notices: EndNotices | undefined,
): Promise<readonly "kept"[]> {
  const rows = calls.map(({ connectionId, call }) => ({
    connection_id: connectionId,
    ...toCallColumns(call),
    notice: isLive(call) ? null : notices?.payload({ connectionId, cause: call.cause ?? "" }),
  }));
  await sql`select save_calls(${JSON.stringify(rows)}::json, ${notices?.channel ?? null}::text)`.execute(database);
  return calls.map(() => "kept");
}

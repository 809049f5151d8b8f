import { sql } from "kysely";
import type { NewStart, StartDecision } from "../store.js";
import { StoreUnavailable } from "../store-unavailable.js";
import { claimKey } from "./keys.js";
import { toConnectionRow } from "./rows.js";
import type { Database, DatabaseTransaction } from "./schema.js";

/** Starts in the database: let in with their key, within their app's limit, or not at all. */

export async function beginStart(database: Database, start: NewStart): Promise<StartDecision> {
  const { connection, conversation, idempotency } = start;
  const full = new LimitReached();
  const begin = async (transaction: DatabaseTransaction): Promise<StartDecision> => {
    if (idempotency !== undefined) {
      const known = await claimKey(transaction, start, idempotency);
      if (known !== undefined) return known;
    }
    await mustLive(transaction, connection.holder);
    await transaction
      .insertInto("conversations")
      .values({
        conversation_id: conversation.conversationId,
        app_id: conversation.appId,
        name: conversation.name,
        start_time: new Date(conversation.startTime),
        end_time: null,
      })
      .execute();
    await transaction.insertInto("connections").values(toConnectionRow(connection)).execute();
    // Last, since it makes the app's other starts wait until this one is kept.
    const counted = await transaction
      .insertInto("live_counts")
      .values({ app_id: connection.appId, live: 1 })
      .onConflict((conflict) =>
        conflict
          .column("app_id")
          .doUpdateSet({ live: sql`live_counts.live + 1` })
          .where("live_counts.live", "<", start.maxConnections),
      )
      .returning("live")
      .executeTakeFirst();
    if (counted === undefined) throw full;
    return { kind: "accepted" };
  };
  try {
    return await database.transaction().execute(begin);
  } catch (error) {
    // Thrown, so that nothing of the start is kept, its key included.
    if (error === full) return { kind: "too-many" };
    throw error;
  }
}

/** As if it had never come. */
export async function forgetStart(transaction: DatabaseTransaction, connectionId: string): Promise<void> {
  await transaction.deleteFrom("idempotency_keys").where("connection_id", "=", connectionId).execute();
  const gone = await transaction
    .deleteFrom("connections")
    .where("connection_id", "=", connectionId)
    .returning(["app_id", "conversation_id", "state"])
    .executeTakeFirst();
  if (gone === undefined) return;
  await transaction.deleteFrom("conversations").where("conversation_id", "=", gone.conversation_id).execute();
  if (gone.state !== "ended") await countDown(transaction, gone.app_id);
}

/** A call of the app is over. */
export async function countDown(transaction: DatabaseTransaction, appId: string): Promise<void> {
  await transaction
    .updateTable("live_counts")
    .set({ live: sql`live_counts.live - 1` })
    .where("app_id", "=", appId)
    .execute();
}

/** Undoes a start's transaction. */
class LimitReached extends Error {}

/** A process that the others have given up must not take calls: they would end them at once. Locks its row against that until the start is kept. */
async function mustLive(transaction: DatabaseTransaction, processId: string): Promise<void> {
  const row = await transaction
    .selectFrom("processes")
    .select("process_id")
    .where("process_id", "=", processId)
    .forKeyShare()
    .executeTakeFirst();
  if (row === undefined) throw new StoreUnavailable("the other processes have given this one up; it joins them again");
}

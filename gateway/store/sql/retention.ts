import type { DatabaseTransaction } from "./schema.js";
import { forgetConversations } from "./transcripts.js";

/** What has become old in the database. */

/** How many old connections go in one transaction. */
export const FORGET_BATCH = 500;

/** Forgets connections that ended before, with all that was said on them; resolves to how many there were. */
export async function forgetBatch(transaction: DatabaseTransaction, endedBefore: Date): Promise<number> {
  const gone = await transaction
    .deleteFrom("connections")
    .where("connection_id", "in", (expression) =>
      expression
        .selectFrom("connections")
        .select("connection_id")
        .where("ended_at", "<", endedBefore)
        .limit(FORGET_BATCH)
        // Another process may be at it too.
        .forUpdate()
        .skipLocked(),
    )
    .returning("conversation_id")
    .execute();
  if (gone.length > 0) {
    await forgetConversations(
      transaction,
      gone.map(({ conversation_id: id }) => id),
    );
  }
  return gone.length;
}

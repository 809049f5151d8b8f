import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advance } from "../../../gateway/calls/call.js";
import { Membership } from "../../../gateway/store/sql/membership.js";
import { postgresDatabase } from "../../../gateway/store/sql/postgres-database.js";
import { SqlStore } from "../../../gateway/store/sql/sql-store.js";
import type { Store } from "../../../gateway/store/store.js";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../../support/postgres.js";
import { newStart, PROCESS_ID } from "./new-start.js";
import { storeContract } from "./store-contract.js";

const missing = whyNoPostgres();

if (missing !== undefined) {
  describe("the store in PostgreSQL", () => it.skip(`is not tested here: ${missing}`));
} else {
  let postgres: TestPostgres;
  let store: Store;
  let url: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase();
    // Two at once, as gateways that start together do.
    const [{ database }, other] = await Promise.all([postgresDatabase({ url }), postgresDatabase({ url })]);
    await other.database.destroy();
    await new Membership({ database, processId: PROCESS_ID, leaseMs: 3_600_000, clock: Date.now }).join();
    store = new SqlStore({ database });
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await postgres.close();
  });

  storeContract("the store in PostgreSQL", {
    open: async () => {
      await store.clear();
      return store;
    },
    propertyRuns: 25,
  });

  it("what was asked for and not waited for is kept when it closes", async () => {
    await store.clear();
    const start = newStart({ key: "k" });
    const { connectionId, call } = start.connection;
    const leaving = new SqlStore({ database: (await postgresDatabase({ url })).database });
    await leaving.beginStart(start);
    const ringing = advance(call, { type: "ringing" }, 1);
    const kept = Promise.all([leaving.answerStart(connectionId), leaving.saveCall(connectionId, ringing)]);
    await leaving.close();
    await kept;
    expect(await store.lookUpStart("app", "k", 0)).toMatchObject({ kind: "answered" });
    expect(await store.connection(connectionId)).toMatchObject({ call: { state: "ringing" } });
  });

  it("the work on a call reads no others, however few there were when it was done first", async () => {
    await store.clear();
    const { database } = await postgresDatabase({ url });
    const whole = async (session: SqlStore, key: string): Promise<void> => {
      const start = newStart({ key, max: 10_000 });
      const { connectionId, call } = start.connection;
      expect(await session.beginStart(start)).toEqual({ kind: "accepted" });
      await session.answerStart(connectionId);
      await session.saveCall(connectionId, advance(call, { type: "ended", cause: "x" }, 1));
    };
    try {
      await database.connection().execute(async (session) => {
        // PostgreSQL settles on a plan after five times.
        for (let time = 0; time < 8; time += 1) await whole(new SqlStore({ database: session }), `first ${time}`);
        const many = Array.from({ length: 3_000 }, (_, index) => newStart({ key: `many ${index}`, max: 10_000 }));
        await Promise.all(many.map((start) => store.beginStart(start)));
        await session.transaction().execute(async (transaction) => {
          await whole(new SqlStore({ database: transaction }), "last");
          const read = await transaction
            .withTables<{ pg_stat_xact_user_tables: { relname: string; seq_tup_read: string } }>()
            .selectFrom("pg_stat_xact_user_tables")
            .select(["relname", "seq_tup_read"])
            .where("relname", "in", ["connections", "conversations", "idempotency_keys"])
            .orderBy("relname")
            .execute();
          expect(read).toEqual([
            { relname: "connections", seq_tup_read: "0" },
            { relname: "conversations", seq_tup_read: "0" },
            { relname: "idempotency_keys", seq_tup_read: "0" },
          ]);
        });
      });
    } finally {
      await database.destroy();
    }
  });

  it("a message that several tell of at the same time is kept once, and none of them fails", async () => {
    await store.clear();
    const { connection, ...start } = newStart();
    await store.beginStart({ connection, ...start });
    const { connectionId, conversationId } = connection;
    for (let sequence = 0; sequence < 300; sequence += 1) {
      const message = { messageId: `m${sequence}`, conversationId, sequence, text: "t", startTime: 0, endTime: 1 };
      await Promise.all(Array.from({ length: 8 }, () => store.saveMessage(connectionId, message, undefined)));
    }
    expect(await store.messages(conversationId)).toHaveLength(300);
  });
}

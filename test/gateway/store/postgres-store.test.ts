import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
  beforeAll(async () => {
    postgres = await startPostgres();
    const url = await postgres.createDatabase();
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

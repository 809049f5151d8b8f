import { afterAll, beforeAll } from "vitest";
import { embeddedDatabase } from "../../../gateway/store/sql/embedded-database.js";
import { Membership } from "../../../gateway/store/sql/membership.js";
import { SqlStore } from "../../../gateway/store/sql/sql-store.js";
import type { Store } from "../../../gateway/store/store.js";
import { PROCESS_ID } from "./new-start.js";
import { storeContract } from "./store-contract.js";

let store: Store;
beforeAll(async () => {
  const database = await embeddedDatabase();
  await new Membership({ database, processId: PROCESS_ID, leaseMs: "alone", clock: Date.now }).join();
  store = new SqlStore({ database });
}, 120_000);
afterAll(() => store.close());

storeContract("the store in the embedded database", {
  open: async () => {
    await store.clear();
    return store;
  },
  propertyRuns: 25,
});

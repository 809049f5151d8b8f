import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedDatabase } from "../../../gateway/store/sql/embedded-database.js";
import { Membership } from "../../../gateway/store/sql/membership.js";
import type { Database } from "../../../gateway/store/sql/schema.js";
import { SqlStore } from "../../../gateway/store/sql/sql-store.js";
import { newStart, PROCESS_ID } from "./new-start.js";

describe("the gateway processes of a database", () => {
  let database: Database;
  beforeAll(async () => {
    database = await embeddedDatabase();
  }, 60_000);
  afterAll(() => database.destroy());

  const member = (processId: string) => new Membership({ database, processId, leaseMs: 3_600_000, clock: () => 9_000 });

  it("end a live call in the end whose process has left in good order", async () => {
    const [left, other] = [member(PROCESS_ID), member("another")];
    await left.join();
    await other.join();
    const store = new SqlStore({ database });
    const { connection, ...start } = newStart({ key: "k", max: 1 });
    await store.beginStart({ connection, ...start });
    await left.leave();
    const ended: unknown[] = [];
    for (let round = 0; round < 20; round += 1) ended.push(...(await other.bury()));
    expect(ended).toEqual([{ connectionId: connection.connectionId, cause: "gateway restarted" }]);
    expect(await store.lookUpStart("app", "k", 0)).toMatchObject({ kind: "answered" });
    expect((await store.connection(connection.connectionId))?.call).toMatchObject({ state: "ended" });
  });
});

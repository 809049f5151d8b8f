import { CompiledQuery } from "kysely";
import { describe, expect, it } from "vitest";
import { unavailable } from "../../../gateway/store/sql/failures.js";
import { type EmbeddedPostgres, PGliteDialect } from "../../../gateway/store/sql/pglite-dialect.js";

/** An embedded PostgreSQL that says what it is told to. */
class FakePostgres implements EmbeddedPostgres {
  failure: Error | undefined;
  readonly asked: string[] = [];

  async query<Row>(text: string): Promise<{ rows: Row[]; fields: []; affectedRows: number }> {
    this.asked.push(text);
    if (this.failure !== undefined) throw this.failure;
    return { rows: [], fields: [], affectedRows: 0 };
  }

  async close(): Promise<void> {}
}

function databaseError(severity: string, code: string): Error {
  return Object.assign(new Error(`${severity} ${code}`), { severity, code });
}

describe("the embedded PostgreSQL", () => {
  const ask = async (driver: ReturnType<PGliteDialect["createDriver"]>, text: string): Promise<void> => {
    const connection = await driver.acquireConnection();
    try {
      await connection.executeQuery(CompiledQuery.raw(text));
    } finally {
      await driver.releaseConnection(connection);
    }
  };

  it.each([
    ["PANIC", databaseError("PANIC", "53100")],
    ["FATAL", databaseError("FATAL", "57P01")],
    ["a crash of its machine", new Error("unreachable")],
  ])("is opened anew after %s, and asked nothing more before", async (_name, failure) => {
    const opened: FakePostgres[] = [];
    const driver = new PGliteDialect(async () => {
      const postgres = new FakePostgres();
      opened.push(postgres);
      return postgres;
    }).createDriver();
    await ask(driver, "first");
    const [broken] = opened;
    if (broken === undefined) throw new Error("it was not opened");
    broken.failure = failure;
    await expect(ask(driver, "second")).rejects.toBe(failure);
    expect(unavailable(failure)).toBeDefined();
    await ask(driver, "third");
    expect(opened.map(({ asked }) => asked)).toEqual([["first", "second"], ["third"]]);
  });

  it("that cannot be opened is not tried again for everyone who asks meanwhile", async () => {
    let attempts = 0;
    const driver = new PGliteDialect(async () => {
      attempts += 1;
      throw new Error("no room");
    }).createDriver();
    const outcomes = await Promise.allSettled(["a", "b", "c"].map((text) => ask(driver, text)));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(attempts).toBe(1);
  });

  it("is asked nothing when it is no longer this process's", async () => {
    const postgres = new FakePostgres();
    let mine = true;
    const driver = new PGliteDialect(
      async () => postgres,
      () => {
        if (!mine) throw new Error("another's");
      },
    ).createDriver();
    await ask(driver, "first");
    mine = false;
    await expect(ask(driver, "second")).rejects.toThrow("another's");
    mine = true;
    await ask(driver, "third");
    expect(postgres.asked).toEqual(["first", "third"]);
  });

  it("that has broken down is not asked to close", async () => {
    const postgres = new FakePostgres();
    const driver = new PGliteDialect(async () => postgres).createDriver();
    postgres.failure = new Error("unreachable");
    await ask(driver, "first").catch(() => {});
    await driver.destroy();
    expect(postgres.asked).toEqual(["first"]);
  });
});

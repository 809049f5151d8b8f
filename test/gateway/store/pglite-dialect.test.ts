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
});

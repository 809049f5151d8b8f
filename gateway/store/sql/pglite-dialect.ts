import type { PGlite } from "@electric-sql/pglite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
} from "kysely";

/** The part of a PGlite that is used. */
export type EmbeddedPostgres = Pick<PGlite, "query" | "close">;
export type OpenEmbeddedPostgres = () => Promise<EmbeddedPostgres>;

/** PostgreSQL's dialect over the embedded PostgreSQL of this process. */
export class PGliteDialect implements Dialect {
  readonly #open: OpenEmbeddedPostgres;
  readonly #mayUse: () => void;

  /** `mayUse` throws when the database is no longer this process's. */
  constructor(open: OpenEmbeddedPostgres, mayUse: () => void = () => {}) {
    this.#open = open;
    this.#mayUse = mayUse;
  }

  createDriver(): Driver {
    return new PGliteDriver(this.#open, this.#mayUse);
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new PostgresAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(database);
  }
}

const REOPEN_PAUSE_MS = 5_000;

/**
 * There is one connection; who wants it waits for its turn, so that no statement gets into another's transaction.
 * A PostgreSQL that has broken down, as it does when there is no room for its log, is left behind, and opened anew for the next who wants it.
 */
class PGliteDriver implements Driver {
  readonly #open: OpenEmbeddedPostgres;
  readonly #mayUse: () => void;
  #connection: PGliteConnection | undefined;
  readonly #waiting: (() => void)[] = [];
  #taken = false;
  #failed: { readonly error: unknown; readonly at: number } | undefined;

  constructor(open: OpenEmbeddedPostgres, mayUse: () => void) {
    this.#open = open;
    this.#mayUse = mayUse;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
    try {
      this.#mayUse();
      if (this.#connection?.broken !== false) this.#connection = await this.#reopen();
      return this.#connection;
    } catch (error) {
      this.#handOver();
      throw error;
    }
  }

  /** To try takes a second of the whole process, so those who come soon after a failure get the same. */
  async #reopen(): Promise<PGliteConnection> {
    this.#connection = undefined;
    if (this.#failed !== undefined && performance.now() - this.#failed.at < REOPEN_PAUSE_MS) throw this.#failed.error;
    try {
      return new PGliteConnection(await this.#open());
    } catch (error) {
      this.#failed = { error, at: performance.now() };
      throw error;
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async releaseConnection(): Promise<void> {
    this.#handOver();
  }

  async destroy(): Promise<void> {
    if (this.#connection?.broken === false) await this.#connection.close();
  }

  #handOver(): void {
    const next = this.#waiting.shift();
    // As it is, taken: nobody gets in between.
    if (next === undefined) this.#taken = false;
    else next();
  }
}

class PGliteConnection implements DatabaseConnection {
  readonly #database: EmbeddedPostgres;
  /** Why it takes no more statements. */
  #failure: unknown;

  constructor(database: EmbeddedPostgres) {
    this.#database = database;
  }

  get broken(): boolean {
    return this.#failure !== undefined;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    // It would never answer.
    if (this.#failure !== undefined) throw this.#failure;
    try {
      const { rows, affectedRows = 0 } = await this.#database.query<Row>(sql, [...parameters]);
      return { rows, numAffectedRows: BigInt(affectedRows) };
    } catch (error) {
      if (isBreakdown(error)) this.#failure = error;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  // biome-ignore lint/correctness/useYield: the interface has it, and nothing here streams.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error("The embedded database does not stream.");
  }
}

/** Whether PostgreSQL itself has ended, not only the statement. */
function isBreakdown(error: unknown): boolean {
  const severity = error instanceof Error && "severity" in error ? error.severity : undefined;
  return severity !== "ERROR";
}

import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { migrate } from "./migrations.js";
import type { Database, Schema } from "./schema.js";

export interface PostgresDatabaseOptions {
  readonly url: string;
  /** How long an answer of the database may take. Default: 10000. */
  readonly timeoutMs?: number;
  readonly onTrouble?: (error: unknown, what: string) => void;
}

export interface PostgresDatabase {
  readonly database: Database;
  readonly pool: pg.Pool;
  /** For a connection beside the pool's. */
  readonly connection: pg.ClientConfig;
}

const CONNECTIONS_MAX = 10;

/** A PostgreSQL with the gateway's tables. */
export async function postgresDatabase(options: PostgresDatabaseOptions): Promise<PostgresDatabase> {
  const { url, timeoutMs = 10_000, onTrouble } = options;
  const connection = {
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    // The server gives up first, so that it and we agree on what was done.
    statement_timeout: Math.floor(0.8 * timeoutMs),
    query_timeout: timeoutMs,
    // A process that has lost its way to the database holds no locks for long.
    idle_in_transaction_session_timeout: 2 * timeoutMs,
    keepAlive: true,
    application_name: "symbl-telephony-gateway",
  };
  const pool = new pg.Pool({ ...connection, max: CONNECTIONS_MAX });
  // A connection that breaks while it is not in use, or between two statements; whoever uses it next hears of it.
  pool.on("error", (error) => onTrouble?.(error, "the database"));
  pool.on("connect", (client) => client.on("error", () => {}));
  await migrateInPeace(url, timeoutMs);
  return { database: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }), pool, connection };
}

/** An index over a large table takes longer than any statement may later. */
async function migrateInPeace(url: string, connectionTimeoutMillis: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis, max: 2 });
  pool.on("error", () => {});
  const database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(database);
  } finally {
    await database.destroy();
  }
}

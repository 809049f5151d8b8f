import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { Kysely } from "kysely";
import { migrate } from "./migrations.js";
import { PGliteDialect } from "./pglite-dialect.js";
import type { Database, Schema } from "./schema.js";

/** The PostgreSQL inside this process, with its tables; in memory when it gets no folder. `mayUse` throws when the folder is no longer this process's. */
export async function embeddedDatabase(folder?: string, mayUse: () => void = () => {}): Promise<Database> {
  const open = () => (folder === undefined ? PGlite.create() : openFolder(folder));
  const database = new Kysely<Schema>({ dialect: new PGliteDialect(open, mayUse) });
  await migrate(database);
  return database;
}

/** A new one is made beside its place: a process that is killed while it makes one leaves no half of it there. */
async function openFolder(folder: string): Promise<PGlite> {
  if (!existsSync(folder)) {
    const draft = `${folder}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    await (await PGlite.create(draft)).close();
    renameSync(draft, folder);
  }
  return PGlite.create(folder);
}

import { randomBytes } from "node:crypto";
import type { Database } from "./schema.js";

/** The storage's own key, made by whoever opens it first. */
export async function signingKey(database: Database): Promise<Uint8Array> {
  const name = "signing-key";
  await database
    .insertInto("secrets")
    .values({ name, value: randomBytes(32) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const { value } = await database
    .selectFrom("secrets")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return new Uint8Array(value);
}

import { setTimeout } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { KeyState } from "../idempotency-keys.js";
import { IDEMPOTENCY_TTL_MS } from "../store.js";
import type { Database, KeyRow } from "./schema.js";

/** Idempotency keys in the database. That a key is one of its app's alone is the table's primary key, so it holds across processes. */

export async function findKey(
  database: Database,
  appId: string,
  key: string,
  now: number,
): Promise<KeyState | undefined> {
  const row = await database
    .selectFrom("idempotency_keys")
    .selectAll()
    .where("app_id", "=", appId)
    .where("key", "=", key)
    .where((expression) => expression.or([expression("since", ">", expiry(now)), expression("state", "=", "running")]))
    .executeTakeFirst();
  return row === undefined ? undefined : toKeyState(row);
}

/** No start may come with the key any more; what has come with it when one was quicker. */
export async function burnKey(database: Database, appId: string, key: string, now: number): Promise<KeyState> {
  const burned = { state: "burned", body_hash: null, connection_id: null, answer: null, since: new Date(now) } as const;
  for (;;) {
    const row = await database
      .insertInto("idempotency_keys")
      .values({ app_id: appId, key, ...burned })
      .onConflict((conflict) =>
        conflict
          .columns(["app_id", "key"])
          .doUpdateSet(burned)
          .where("idempotency_keys.since", "<=", expiry(now))
          .where("idempotency_keys.state", "<>", "running"),
      )
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return { kind: "burned" };
    const known = await findKey(database, appId, key, now);
    if (known !== undefined) return known;
  }
}

/** In a `select`: the keys of these starts have their answer from now on. */
export function answerKeys(connectionIds: readonly string[]): RawBuilder<unknown> {
  return sql`answer_starts(${connectionIds}::text[])`;
}

/** An answer is kept soon after it was given. */
const UNTIL_ANSWERED_MS = [30, 100];

/** What becomes of a key, asked again while its start seems to be running. */
export async function unlessRunning<Known extends { readonly kind: string }>(
  ask: () => Promise<Known>,
): Promise<Known> {
  for (const pause of UNTIL_ANSWERED_MS) {
    const known = await ask();
    if (known.kind !== "running") return known;
    await setTimeout(pause);
  }
  return ask();
}

export async function dropExpiredKeys(database: Database, now: number): Promise<void> {
  await database
    .deleteFrom("idempotency_keys")
    .where("since", "<=", expiry(now))
    // A start that runs for a day is stuck, but it may still have placed a call.
    .where("state", "<>", "running")
    .execute();
}

/** Keys of starts until then have expired. */
export function expiry(now: number): Date {
  return new Date(now - IDEMPOTENCY_TTL_MS);
}

export function toKeyState({
  state,
  body_hash: bodyHash,
  answer,
}: Pick<KeyRow, "state" | "body_hash" | "answer">): KeyState {
  // The table has both of every key that is not burned.
  if (state === "burned" || bodyHash === null || answer === null) return { kind: "burned" };
  return state === "running" ? { kind: "running", bodyHash } : { kind: "answered", answer, bodyHash };
}

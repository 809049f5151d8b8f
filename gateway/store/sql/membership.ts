import { sql } from "kysely";
import { END_CAUSE } from "../../calls/causes.js";
import { livenessOf, thisProcess } from "../../process/identity.js";
import { guarded } from "./failures.js";
import { answerKeys } from "./keys.js";
import type { Database, DatabaseTransaction } from "./schema.js";

/** A call that is over. */
export interface EndedCall {
  readonly connectionId: string;
  readonly cause: string;
}

/** Tells other processes, when the transaction is kept, that calls have ended. */
type AnnounceEnds = (transaction: DatabaseTransaction, calls: readonly EndedCall[]) => Promise<void>;

export interface MembershipOptions {
  readonly database: Database;
  readonly processId: string;
  /** How long the others wait for a sign of this process; `"alone"` when there can be no others. */
  readonly leaseMs: number | "alone";
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly announceEnds?: AnnounceEnds;
}

/** How many rounds go by between two looks for calls that are nobody's. */
const LOOK_EVERY = 20;

/** The gateway processes of a database: each holds its calls while its lease runs, by the database's clock. */
export class Membership {
  readonly #options: MembershipOptions;
  #rounds = 0;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** Enters this process, and ends the calls of those that are gone. */
  async join(): Promise<readonly EndedCall[]> {
    const { database, processId, leaseMs } = this.#options;
    return guarded(() =>
      database.transaction().execute(async (transaction) => {
        if (leaseMs === "alone") await transaction.deleteFrom("processes").execute();
        const { place, pid, started } = thisProcess();
        await sql`
          insert into processes (process_id, place, pid, started, lease_until)
          values (${processId}, ${place}, ${pid}, ${started}, ${this.#leaseUntil()})
          on conflict (process_id) do update set lease_until = excluded.lease_until
        `.execute(transaction);
        await this.#removeDead(transaction);
        return this.#endAbandoned(transaction);
      }),
    );
  }

  /** Prolongs the lease; `false` when the others have given this process up. */
  async renew(): Promise<boolean> {
    const { database, processId } = this.#options;
    const { numAffectedRows } = await guarded(() =>
      sql`update processes set lease_until = ${this.#leaseUntil()} where process_id = ${processId}`.execute(database),
    );
    return numAffectedRows === 1n;
  }

  /** Ends the calls of processes that are gone. */
  async bury(): Promise<readonly EndedCall[]> {
    return guarded(() =>
      this.#options.database
        .transaction()
        .execute(async (transaction) =>
          (await this.#removeDead(transaction)) > 0 || this.#isTime() ? this.#endAbandoned(transaction) : [],
        ),
    );
  }

  /** Now and then, whether someone has gone or not: a start may be kept so late that its process has left in good order before. */
  #isTime(): boolean {
    this.#rounds = (this.#rounds + 1) % LOOK_EVERY;
    return this.#rounds === 0;
  }

  /** Goes; its calls have ended before. */
  async leave(): Promise<void> {
    const { database, processId } = this.#options;
    await guarded(() => database.deleteFrom("processes").where("process_id", "=", processId).execute());
  }

  #leaseUntil() {
    const { leaseMs } = this.#options;
    return leaseMs === "alone"
      ? sql`'infinity'::timestamptz`
      : sql`clock_timestamp() + ${leaseMs}::integer * interval '1 millisecond'`;
  }

  async #removeDead(transaction: DatabaseTransaction): Promise<number> {
    const { processId } = this.#options;
    const others = await transaction
      .selectFrom("processes")
      .select(["process_id", "place", "pid", "started", sql<boolean>`lease_until < clock_timestamp()`.as("lapsed")])
      .where("process_id", "<>", processId)
      .execute();
    const killed = others.filter((other) => !other.lapsed && livenessOf(other) === "dead");
    const suspects = others.filter((other) => other.lapsed || killed.includes(other));
    let removed = 0;
    // One after the other in one order, so that two who do this at once do not stand in each other's way.
    for (const { process_id: id, lapsed } of suspects.sort((a, b) => (a.process_id < b.process_id ? -1 : 1))) {
      const { numAffectedRows = 0n } = await sql`
        delete from processes where process_id = ${id} and (lease_until < clock_timestamp() or ${!lapsed}::boolean)
      `.execute(transaction);
      removed += Number(numAffectedRows);
    }
    return removed;
  }

  async #endAbandoned(transaction: DatabaseTransaction): Promise<readonly EndedCall[]> {
    const now = new Date(this.#options.clock());
    const cause = END_CAUSE.gatewayRestarted;
    const ended = await transaction
      .updateTable("connections")
      .set({ state: "ended", cause, ended_at: now })
      .where("ended_at", "is", null)
      .where((expression) =>
        expression.not(
          expression.exists(
            expression
              .selectFrom("processes")
              .select("processes.process_id")
              .whereRef("processes.process_id", "=", "connections.process_id"),
          ),
        ),
      )
      .returning(["connection_id", "conversation_id", "app_id"])
      .execute();
    if (ended.length === 0) return [];
    const connectionIds = ended.map(({ connection_id: id }) => id);
    await transaction
      .updateTable("conversations")
      .set({ end_time: now })
      .where("conversation_id", "=", sql<string>`any(${ended.map(({ conversation_id: id }) => id)}::text[])`)
      .execute();
    // Whoever asks for the start is told of the call that it placed; that is over.
    await sql`select ${answerKeys(connectionIds)}`.execute(transaction);
    const calls = connectionIds.map((connectionId) => ({ connectionId, cause }));
    await this.#options.announceEnds?.(transaction, calls);
    for (const [appId, count] of countsByApp(ended)) {
      await transaction
        .updateTable("live_counts")
        .set({ live: sql`live_counts.live - ${count}::integer` })
        .where("app_id", "=", appId)
        .execute();
    }
    return calls;
  }
}

/** In one order, as every process takes it. */
function countsByApp(rows: readonly { readonly app_id: string }[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { app_id: appId } of rows) counts.set(appId, (counts.get(appId) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

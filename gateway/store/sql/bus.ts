import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { z } from "zod";
import { Batches } from "./batches.js";
import type { EndNotices } from "./calls.js";
import { unavailable } from "./failures.js";
import type { EndedCall } from "./membership.js";
import { Parts, toParts } from "./parts.js";
import type { DatabaseTransaction } from "./schema.js";

const CHANNEL = "symbl_gateway";
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hang-up"), to: z.string(), connectionId: z.string(), cause: z.string() }),
  /** Keys are passcodes, and the database's logs may show what is told: they go sealed. `reply` names the answer. */
  z.object({
    type: z.literal("dtmf"),
    to: z.string(),
    connectionId: z.string(),
    reply: z.string(),
    sealed: z.string(),
  }),
  z.object({ type: z.literal("dtmf-answer"), reply: z.string(), pressed: z.boolean() }),
  z.object({ type: z.literal("heard"), to: z.string(), connectionId: z.string() }),
  z.object({ type: z.literal("ended"), connectionId: z.string(), cause: z.string() }),
  z.object({
    type: z.literal("publish"),
    from: z.string(),
    connectionId: z.string(),
    message: z.record(z.string(), z.unknown()),
  }),
]);
export type BusMessage = z.output<typeof messageSchema>;

/** As the bus tells that calls have ended. */
export const END_NOTICES: EndNotices = {
  channel: CHANNEL,
  payload: ({ connectionId, cause }) => JSON.stringify({ type: "ended", connectionId, cause: cause.slice(0, 500) }),
};

interface Post {
  readonly id: string;
  readonly payloads: readonly string[];
}

export interface BusOptions {
  readonly connection: pg.ClientConfig;
  readonly pool: pg.Pool;
  readonly onTrouble: (error: unknown, what: string) => void;
}

export interface BusListener {
  readonly onMessage: (message: BusMessage) => void;
  /** It listens again; what was told meanwhile is lost. */
  readonly onGap: () => void;
}

/** What the gateway processes of a database tell each other: by NOTIFY, heard on a connection of its own. */
export class Bus {
  readonly #options: BusOptions;
  readonly #parts = new Parts();
  /** One round trip after the other: what is told first is heard first. */
  readonly #posts: Batches<Post, true>;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: BusOptions) {
    this.#options = options;
    this.#posts = new Batches({ run: (posts) => this.#send(posts), keyOf: ({ id }) => id });
  }

  /** Resolves when it hears. */
  async listen(listener: BusListener): Promise<void> {
    await this.#connect(listener);
  }

  /** Resolves when it is told, however long it is. */
  async post(message: BusMessage): Promise<void> {
    const id = randomUUID();
    // With its id: PostgreSQL tells two that are the same, and come together, once.
    await this.#posts.add({ id, payloads: toParts(JSON.stringify({ ...message, id }), id) });
  }

  /** Is heard when the transaction is kept, and only then. */
  async announceEnds(transaction: DatabaseTransaction, calls: readonly EndedCall[]): Promise<void> {
    const payloads = calls.map(END_NOTICES.payload);
    await sql`select pg_notify(${CHANNEL}, payload) from unnest(${payloads}::text[]) as payload`.execute(transaction);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  async #send(posts: readonly Post[]): Promise<readonly true[]> {
    try {
      await this.#options.pool.query(
        "select pg_notify($1, payload) from unnest($2::text[]) with ordinality as told (payload, number) order by number",
        [CHANNEL, posts.flatMap(({ payloads }) => payloads)],
      );
    } catch (error) {
      throw unavailable(error) ?? error;
    }
    return posts.map(() => true);
  }

  async #connect(listener: BusListener): Promise<void> {
    this.#parts.clear();
    const client = new pg.Client(this.#options.connection);
    this.#client = client;
    let lost = false;
    const lose = (error?: Error): void => {
      if (lost) return;
      lost = true;
      if (error !== undefined) this.#options.onTrouble(error, "the database's notifications");
      client.end().catch(() => {});
      this.#reconnect(listener, FIRST_PAUSE_MS);
    };
    client.on("notification", ({ payload }) => {
      // Nothing for what another version may say.
      const message = messageSchema.safeParse(this.#parts.add(payload ?? "")).data;
      if (message !== undefined) listener.onMessage(message);
    });
    // Rejected attempts are told by what awaits them.
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    client.on("error", lose);
    client.on("end", () => lose());
  }

  #reconnect(listener: BusListener, pause: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#connect(listener).then(listener.onGap, () =>
        this.#reconnect(listener, Math.min(LONGEST_PAUSE_MS, 2 * pause)),
      );
    }, pause);
    this.#timer.unref();
  }
}

import { sql } from "kysely";
import pg from "pg";
import { z } from "zod";
import type { EndNotices } from "./calls.js";
import type { EndedCall } from "./membership.js";
import type { DatabaseTransaction } from "./schema.js";

const CHANNEL = "symbl_gateway";
/** PostgreSQL takes less than 8000 bytes. */
const PAYLOAD_MAX = 7_900;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hang-up"), to: z.string(), connectionId: z.string(), cause: z.string() }),
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
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: BusOptions) {
    this.#options = options;
  }

  /** Resolves when it hears. */
  async listen(listener: BusListener): Promise<void> {
    await this.#connect(listener);
  }

  /** `false` when the message is too long. */
  async post(message: BusMessage): Promise<boolean> {
    const payload = JSON.stringify(message);
    if (Buffer.byteLength(payload) > PAYLOAD_MAX) return false;
    await this.#options.pool.query("select pg_notify($1, $2)", [CHANNEL, payload]);
    return true;
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

  async #connect(listener: BusListener): Promise<void> {
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
      const message = parse(payload);
      if (message !== undefined) listener.onMessage(message);
    });
    // Rejected attempts are told by what awaits them.
    client.on("error", () => {});
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
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

/** `undefined` for what another version may say. */
function parse(payload: string | undefined): BusMessage | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(payload ?? "")).data;
  } catch {
    return undefined;
  }
}

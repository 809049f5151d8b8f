import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import { z } from "zod";
import { DemoError, messageOf, throwIfInterrupted } from "./errors.js";

const time = z.iso.datetime();

const connectionSchema = z.object({
  connectionId: z.string(),
  state: z.enum(["dialing", "ringing", "answered", "ended"]),
  endpoint: z.looseObject({ phoneNumber: z.string().optional(), uri: z.string().optional() }),
  times: z.object({
    dialing: time,
    ringing: time.optional(),
    answered: time.optional(),
    dtmfSent: time.optional(),
    ended: time.optional(),
  }),
  cause: z.string().nullable(),
});

const requestSchema = z.object({
  at: time,
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  operation: z.string().nullable(),
  body: z.unknown(),
});

/** A call as `GET /_gateway/connections` shows it. */
export type Connection = z.output<typeof connectionSchema>;

/** A request as `GET /_gateway/requests` shows it: DTMF and credentials masked. */
export type JournalEntry = z.output<typeof requestSchema>;

const pollMs = 50;

/** Looks at a gateway through `/_gateway`, straight, whatever proxy the environment names. */
export class GatewayClient {
  readonly #agent = new Agent({ connect: { timeout: 5000 }, headersTimeout: 10_000, bodyTimeout: 10_000 });

  constructor(readonly url: string) {}

  /** Every call, live or ended, in the order of their starts. */
  async connections(): Promise<readonly Connection[]> {
    return z.object({ connections: z.array(connectionSchema) }).parse(await this.#ask("GET", "connections"))
      .connections;
  }

  async live(): Promise<readonly Connection[]> {
    return (await this.connections()).filter(({ state }) => state !== "ended");
  }

  async requests(): Promise<readonly JournalEntry[]> {
    return z.object({ requests: z.array(requestSchema) }).parse(await this.#ask("GET", "requests")).requests;
  }

  /** The far end of a simulated call hangs up. */
  async hangUp(connectionId: string): Promise<void> {
    await this.#ask("POST", `connections/${encodeURIComponent(connectionId)}/hang-up`);
  }

  /** Whether a gateway answers at all. */
  async answers(): Promise<boolean> {
    return this.#ask("GET", "health").then(
      () => true,
      () => false,
    );
  }

  /**
   * Follows a call until `wanted` holds, for at most `limitMs`, and resolves to what was seen last.
   *
   * @throws DemoError DEMO_INTERRUPTED
   */
  async follow(
    connectionId: string,
    options: {
      readonly wanted: (connection: Connection) => boolean;
      readonly onLook: (connection: Connection) => void;
      readonly limitMs: number;
      readonly signal: AbortSignal;
    },
  ): Promise<Connection> {
    const deadline = performance.now() + options.limitMs;
    for (;;) {
      throwIfInterrupted(options.signal);
      const connection = (await this.connections()).find((one) => one.connectionId === connectionId);
      if (connection === undefined)
        throw new DemoError("DEMO_NOT_AS_PROMISED", `The gateway shows no connection ${connectionId}.`);
      options.onLook(connection);
      if (options.wanted(connection) || connection.state === "ended" || performance.now() > deadline) return connection;
      await delay(pollMs);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #ask(method: "GET" | "POST", path: string): Promise<unknown> {
    const where = `${method} ${this.url}/_gateway/${path}`;
    let status: number;
    let text: string;
    try {
      const response = await request(`${this.url}/_gateway/${path}`, { method, dispatcher: this.#agent });
      status = response.statusCode;
      text = await response.body.text();
    } catch (error) {
      throw new DemoError("DEMO_GATEWAY_FAILED", `The gateway does not answer ${where}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    if (status !== 200)
      throw new DemoError("DEMO_GATEWAY_FAILED", `The gateway answers ${status} to ${where}: ${text}`);
    return JSON.parse(text);
  }
}

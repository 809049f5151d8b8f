import { setTimeout as delay } from "node:timers/promises";
import type { DialContext, Dialer, Leg, LegListener } from "../../gateway/calls/dialer.js";
import { SimulatedDialer } from "../../gateway/calls/dialers/simulated.js";
import type { GatewayOptions } from "../../gateway/options.js";
import { startGateway } from "../../gateway/server.js";
import type { Endpoint } from "../../gateway/wire/endpoint.js";

/** A real gateway on 127.0.0.1 and a free port, for tests. Its simulated calls are answered within a few milliseconds. */
export interface TestGateway {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  /** Every connection, live and ended, in the order of their starts. */
  connections(): Promise<readonly ShownConnection[]>;
  /** The connections whose call has not ended. */
  liveConnections(): Promise<readonly ShownConnection[]>;
  /** What arrived, in that order, all of it or what a query such as `status=4xx` asks for; DTMF and credentials masked. */
  requests(query?: string): Promise<readonly ShownRequest[]>;
  /** The remote party hangs up (cause `remote hang-up`). */
  hangUp(connectionId: string): Promise<void>;
  /** Hangs every call up and forgets connections, journal and idempotency keys. */
  reset(): Promise<void>;
  /** Sends a result message to every WebSocket of the connection; resolves to how many there are. */
  publish(connectionId: string, message: object): number;
  /** What was dialled, unmasked, in order. */
  dialled(): readonly Endpoint[];
  /** How many calls are up as the dialer knows it, whatever the gateway says. */
  legsUp(): number;
  /** Lets starts arrive without an answer until the returned function is called: they run meanwhile. */
  holdStarts(): () => void;
  /** Lets the next `count` starts fail with 500, nothing dialled. */
  failStarts(count: number): void;
  /** Puts the gateway's clock forward: tokens expire, idempotency keys are forgotten. Timers of calls go on as they were. */
  advanceClock(milliseconds: number): void;
  /** A valid token of the development app. */
  token(): Promise<string>;
  close(): Promise<void>;
}

export interface ShownConnection {
  readonly connectionId: string;
  readonly conversationId: string;
  readonly appId: string;
  readonly state: "dialing" | "ringing" | "answered" | "ended";
  readonly endpoint: Readonly<Record<string, unknown>>;
  readonly times: Readonly<Partial<Record<"dialing" | "ringing" | "answered" | "dtmfSent" | "ended", string>>>;
  readonly cause: string | null;
  /** `null` before the first key, after the end, and for calls of another process. */
  readonly dtmf: { readonly pressed: number; readonly of: number } | null;
  readonly idempotencyKey: string | null;
}

export interface ShownRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** `null` while the request runs. */
  readonly status: number | null;
  readonly operation: "token" | "start" | "stop" | "look-up" | "event" | "conversation" | "websocket" | null;
  readonly body: unknown;
  readonly appId: string | null;
  readonly connectionId: string | null;
  /** The fault that struck it. */
  readonly fault: string | null;
  /** Why it was refused. */
  readonly why: readonly string[];
}

export interface TestGatewayOptions extends Omit<GatewayOptions, "clock" | "dialer" | "seed"> {
  /** How much faster than a telephone network the calls go. Default: 1000, so that an answer takes a few milliseconds. */
  readonly speed?: number;
  readonly seed?: number;
  /** What places the calls. Default: a simulated dialer. */
  readonly dialer?: Dialer;
}

/** Starts a gateway; close it in `afterEach` or `finally`. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { speed = 1_000, seed = 1, dialer: inner = new SimulatedDialer({ seed, speed }), ...gatewayOptions } = options;
  const dialer = new TestDialer(inner);
  let ahead = 0;
  const gateway = await startGateway({
    retryAfterSeconds: 1,
    ...gatewayOptions,
    seed,
    dialer,
    clock: () => Date.now() + ahead,
  });
  const [first] = options.apps ?? [];
  const { appId = first?.appId ?? "", appSecret = first !== undefined && "appSecret" in first ? first.appSecret : "" } =
    gateway;

  const admin = async <Answer>(method: "GET" | "POST", path: string): Promise<Answer> => {
    const headers = options.adminToken === undefined ? {} : { authorization: `Bearer ${options.adminToken}` };
    const response = await fetch(`${gateway.url}/_gateway/${path}`, { method, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_gateway/${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const connections = async (): Promise<readonly ShownConnection[]> =>
    (await admin<{ connections: readonly ShownConnection[] }>("GET", "connections")).connections;

  return {
    url: gateway.url,
    appId,
    appSecret,
    connections,
    liveConnections: async () => (await connections()).filter(({ state }) => state !== "ended"),
    requests: async (query = "") =>
      (await admin<{ requests: readonly ShownRequest[] }>("GET", `requests?${query}`)).requests,
    hangUp: async (connectionId) => {
      await admin<unknown>("POST", `connections/${encodeURIComponent(connectionId)}/hang-up`);
    },
    reset: async () => {
      await admin<unknown>("POST", "reset");
    },
    publish: (connectionId, message) => gateway.publish(connectionId, message),
    dialled: () => dialer.dialled,
    legsUp: () => dialer.legsUp,
    holdStarts: () => dialer.hold(),
    failStarts: (count) => {
      dialer.failures = count;
    },
    advanceClock: (milliseconds) => {
      ahead += milliseconds;
    },
    token: async () => {
      const response = await fetch(`${gateway.url}/oauth2/token:generate`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "application", appId, appSecret }),
      });
      const body: { accessToken: string } = JSON.parse(await response.text());
      return body.accessToken;
    },
    close: () => gateway.close(),
  };
}

/** Asks `read` until `wanted` holds for what it answers, and resolves to that; rejects with the last answer after `timeoutMs` (default 10 s). */
export async function waitFor<Value>(
  read: () => Value | Promise<Value>,
  wanted: (value: Value) => boolean,
  timeoutMs = 10_000,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (Date.now() > deadline) {
      throw new Error(`not so within ${timeoutMs} ms; the last answer was ${JSON.stringify(value)}`);
    }
    await delay(10);
  }
}

/** The simulated dialer, remembering what it dialled, and able to take its time or to fail. */
class TestDialer implements Dialer {
  readonly name = "simulated";
  readonly placesRealCalls = false;
  readonly playsAnnouncement: boolean;
  readonly speed: number;
  readonly dialled: Endpoint[] = [];
  failures = 0;
  legsUp = 0;
  readonly #inner: Dialer;
  #gate: Promise<void> = Promise.resolve();

  constructor(inner: Dialer) {
    this.#inner = inner;
    this.speed = inner.speed ?? 1;
    this.playsAnnouncement = inner.playsAnnouncement ?? false;
  }

  hold(): () => void {
    const { promise, resolve } = gate();
    this.#gate = promise;
    return resolve;
  }

  async dial(endpoint: Endpoint, listener: LegListener, context: DialContext): Promise<Leg> {
    await this.#gate;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error("the test wants this start to fail");
    }
    this.dialled.push(endpoint);
    this.legsUp += 1;
    return this.#inner.dial(
      endpoint,
      (event) => {
        if (event.type === "ended") this.legsUp -= 1;
        listener(event);
      },
      context,
    );
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

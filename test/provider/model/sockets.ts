import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as undici from "undici";
import type { Clock } from "./clock.js";
import type { Host } from "./host.js";
import type { Arriving, Reply } from "./messages.js";
import type { Server } from "./server.js";
import type { Answer, RequestOptions, Wire } from "./wire.js";

/** A request that is on its way, there or back. While it is, the simulated clock stands still. */
interface Flight {
  fault: ReturnType<Server["fault"]>;
  from: string;
  clock: Clock;
  isFlying: boolean;
  isOver: boolean;
}

/** Real sockets: undici on one side, a real server that misbehaves at socket level on the other, and the ledger behind it. */
export class Sockets {
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #flights = new Map<string, Flight>();
  #ledger: () => Server = () => {
    throw new Error("no server yet");
  };
  #url = "";
  /** Nobody listens there. */
  #deadUrl = "";

  async open(): Promise<void> {
    this.#url = await listen(this.#http);
    const other = createServer();
    this.#deadUrl = await listen(other);
    await new Promise((resolve) => other.close(resolve));
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  wire(ledger: () => Server): Wire {
    this.#ledger = ledger;
    return {
      baseUrl: this.#url,
      moduleFor: (host) => ({
        Agent: agentOf(host),
        EnvHttpProxyAgent: agentOf(host),
        request: (url: string, options: Parameters<typeof undici.request>[1] & RequestOptions) =>
          this.#request(host, url, options),
      }),
    };
  }

  async #request(
    host: Host,
    url: string,
    options: Parameters<typeof undici.request>[1] & RequestOptions,
  ): Promise<Answer> {
    const { clock, trace } = host.machine;
    const { method, headers, body } = options;
    const from = host.engineAddress;
    const fault = this.#ledger().fault({ method, path: new URL(url).pathname, headers, body, from });
    await host.step("send", () => undefined);
    const id = headers["x-request-id"] ?? "";
    const flight: Flight = { fault, from, clock, isFlying: false, isOver: false };
    this.#flights.set(id, flight);
    takeOff(flight);
    const over = (): void => {
      land(flight);
      flight.isOver = true;
      this.#flights.delete(id);
    };
    // A dead process gets to no `finally`, and time would stand still for ever.
    void host.died.then(over);
    try {
      const there = fault?.kind === "refused" ? url.replace(this.#url, this.#deadUrl) : url;
      const answer = await undici.request(there, options);
      const read = await readAll(answer.body);
      land(flight);
      trace(`    ${host.pid}: ${method} ${url} → ${answer.statusCode}`);
      return await host.step("take the answer", () => ({
        statusCode: answer.statusCode,
        headers: { "retry-after": String(answer.headers["retry-after"] ?? "") },
        body: again(read),
      }));
    } finally {
      over();
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const flight = this.#flights.get(headers["x-request-id"] ?? "");
    if (flight === undefined) return void request.socket.destroy();
    const arriving: Arriving = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers,
      body: body === "" ? null : body,
      from: flight.from,
    };
    const ledger = this.#ledger();
    const work = ledger.receive(arriving, flight.fault);
    land(flight);
    const reply = await work;
    if (flight.isOver) return void request.socket.destroy();
    if (reply.kind === "silence") return;
    takeOff(flight);
    answer(response, reply);
  }
}

function answer(response: ServerResponse, reply: Exclude<Reply, { kind: "silence" }>): void {
  if (reply.kind === "cut") return void response.socket?.destroy();
  const length = Buffer.byteLength(reply.text);
  response.writeHead(reply.status, { ...reply.headers, "content-length": reply.complete ? length : length + 100 });
  if (reply.complete) response.end(reply.text);
  else response.write(reply.text, () => response.socket?.destroy());
}

function takeOff(flight: Flight): void {
  if (!flight.isFlying && !flight.isOver) flight.clock.hold();
  flight.isFlying = true;
}

function land(flight: Flight): void {
  if (flight.isFlying) flight.clock.release();
  flight.isFlying = false;
}

/** Closed with the process that made it, as the system does. */
function agentOf(host: Host): typeof undici.Agent {
  return class extends undici.Agent {
    constructor(options?: undici.Agent.Options) {
      super(options);
      void host.died.then(() => this.destroy()).catch(() => undefined);
    }
  };
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<{ chunks: Uint8Array[]; error: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
    return { chunks, error: undefined };
  } catch (error) {
    return { chunks, error };
  }
}

async function* again({ chunks, error }: { chunks: Uint8Array[]; error: unknown }): AsyncIterable<Uint8Array> {
  yield* chunks;
  if (error !== undefined) throw error;
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return `http://127.0.0.1:${address.port}`;
}

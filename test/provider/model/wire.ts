import { channel } from "node:diagnostics_channel";
import { systemError } from "./file-system.js";
import type { Host } from "./host.js";
import type { Arriving, Reply } from "./messages.js";
import type { Server } from "./server.js";

/** How simulated processes reach the server: what they take for undici. */
export interface Wire {
  /** The server's. */
  readonly baseUrl: string;
  moduleFor(host: Host): Record<string, unknown>;
}

export interface RequestOptions {
  method: string;
  headers: Record<string, string>;
  body: string | null;
  signal: AbortSignal;
}

export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

/** undici tells here that it begins to write a request. Source: undici, "Diagnostics Channel Support". */
const SENDING = channel("undici:client:sendHeaders");

/** Without sockets: fast enough for a great many runs. Connecting, sending, and taking the answer are a process's steps. */
export function memoryWire(server: () => Server): Wire {
  return {
    baseUrl: "http://127.0.0.1:8787",
    moduleFor: (host) => ({
      Agent: NoAgent,
      EnvHttpProxyAgent: NoAgent,
      request: (url: string, options: RequestOptions) => requestInMemory(host, server(), url, options),
    }),
  };
}

class NoAgent {
  async destroy(): Promise<void> {}
}

/** A request and its answer take this long on the way, each. */
const ON_THE_WAY_MS = 10;

async function requestInMemory(host: Host, server: Server, url: string, options: RequestOptions): Promise<Answer> {
  const { clock, trace, random } = host.machine;
  const { method, headers, body, signal } = options;
  const request: Arriving = { method, path: new URL(url).pathname, headers, body, from: host.engineAddress };
  const fault = server.fault(request);
  await host.step("connect", () => clock.sleep(random() * ON_THE_WAY_MS));
  if (fault?.kind === "refused") throw systemError("ECONNREFUSED");
  signal.throwIfAborted();
  await host.step("send", () => SENDING.publish({ headers: `x-request-id: ${headers["x-request-id"]}` }));
  const reply = (async (): Promise<Reply> => {
    await clock.sleep(random() * ON_THE_WAY_MS);
    const made = await server.receive(request, fault);
    await clock.sleep(random() * ON_THE_WAY_MS);
    return made;
  })();
  const answer = await reply;
  trace(
    `    ${host.pid}: ${told(request, fault?.kind)} → ${answer.kind === "answer" ? `${answer.status} ${answer.text.slice(0, 60)}` : answer.kind}`,
  );
  return host.step("take the answer", () => toAnswer(answer));
}

function toAnswer(reply: Reply): Answer | Promise<Answer> {
  switch (reply.kind) {
    case "cut":
      throw systemError("ECONNRESET");
    case "silence":
      return new Promise(() => undefined);
    case "answer":
      return { statusCode: reply.status, headers: reply.headers, body: bodyOf(reply) };
  }
}

async function* bodyOf({ text, complete }: Extract<Reply, { kind: "answer" }>): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
  if (!complete) throw systemError("UND_ERR_SOCKET");
}

/** One line on a request, for the story. */
export function told(request: Arriving, fault: string | undefined): string {
  const what = /"connectionId":"[^"]+"/.exec(request.body ?? "")?.[0] ?? "";
  return `${request.method} ${request.path} ${what}${fault === undefined ? "" : ` (${fault})`}`;
}

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export type RequestKind = "token" | "start" | "stop" | "look-up" | "conversation";

/** What a server answers, before it misbehaves. */
export interface TrueAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** One request that meets a fault. */
export interface Visit {
  readonly response: ServerResponse;
  /** Has the real server carry the request out; its answer stays here unless the fault sends it. */
  carryOut(): Promise<TrueAnswer>;
}

/** Whatever a misbehaving server would do with one request and its connection. */
export type Fault = (visit: Visit) => void | Promise<void>;

/** A real server, as seen through one that misbehaves as told. The real one's ledger tells what was carried out. */
export interface FaultyServer {
  readonly url: string;
  /** What has arrived so far, and under which key a start came. */
  readonly arrived: readonly { readonly kind: RequestKind; readonly key: string | undefined }[];
  /** From now on requests of this kind meet the fault, or only the next `times` of them. */
  misbehave(kind: RequestKind, fault: Fault, times?: number): void;
  /** Everything goes through again. */
  heal(): void;
  /** Nothing listens at its address, until it comes back. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export interface FaultyServerOptions {
  /** Whether it knows idempotency keys; without, it drops them and answers look-ups with a 404. Default: true. */
  readonly keys?: boolean;
}

/** Stands before the server at `url`, on a free port of 127.0.0.1. */
export async function faultyServer(url: string, { keys = true }: FaultyServerOptions = {}): Promise<FaultyServer> {
  const faults = new Map<RequestKind, { fault: Fault; left: number }>();
  const arrived: { kind: RequestKind; key: string | undefined }[] = [];
  const target = new URL(url);

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const kind = kindOf(incoming, body);
    const headers = { ...incoming.headers };
    if (kind !== undefined) arrived.push({ kind, key: header(headers["idempotency-key"]) });
    if (!keys) delete headers["idempotency-key"];
    if (!keys && kind === "look-up") return send(response, NO_SUCH_RESOURCE);
    const carryOut = (): Promise<TrueAnswer> => forward(target, incoming, headers, body);
    const planned = kind === undefined ? undefined : faults.get(kind);
    if (planned === undefined || planned.left === 0) return send(response, await carryOut());
    planned.left -= 1;
    await planned.fault({ response, carryOut });
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => void incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${address.port}`,
    arrived,
    misbehave: (kind, fault, times = Number.POSITIVE_INFINITY) => void faults.set(kind, { fault, left: times }),
    heal: () => faults.clear(),
    goDown: close,
    comeBack: () => new Promise((resolve) => void server.listen(address.port, "127.0.0.1", resolve)),
    close,
  };
}

const NO_SUCH_RESOURCE: TrueAnswer = {
  status: 404,
  headers: { "content-type": "application/json" },
  body: '{"message":"There is no such resource."}',
};

/** Sends an answer as it is. */
export function send(response: ServerResponse, { status, headers, body }: TrueAnswer): void {
  // Nobody may be left to take it.
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": headers["content-type"] ?? "application/json" });
  response.end(status === 204 ? undefined : body);
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function kindOf({ url = "" }: IncomingMessage, body: string): RequestKind | undefined {
  if (url.startsWith("/oauth2/")) return "token";
  if (url.startsWith("/v1/starts/")) return "look-up";
  if (url.startsWith("/v1/conversations/")) return "conversation";
  if (url !== "/v1/endpoint:connect") return undefined;
  return body.includes('"operation":"stop"') ? "stop" : "start";
}

function forward(
  target: URL,
  incoming: IncomingMessage,
  headers: IncomingMessage["headers"],
  body: string,
): Promise<TrueAnswer> {
  return new Promise((resolve, reject) => {
    const { method, url: path } = incoming;
    const outgoing = request(
      { host: target.hostname, port: target.port, method, path, headers, agent: false },
      (answer) => {
        const taken = (text: string): void =>
          resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: text });
        readAll(answer).then(taken, reject);
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export type RequestKind = "token" | "start" | "stop" | "look-up" | "conversation";

/** `arrived`: here, and not yet at the server. `done`: the server has carried it out, and its answer is here. */
export type Stage = "arrived" | "done";

/** A request that is being held. */
export interface Held {
  /** It goes on as if nothing had been. */
  release(): void;
  /** The connection is cut; a request that had only arrived never reaches the server. */
  drop(): void;
}

export interface Hold {
  /** Settles when such a request is there. */
  readonly reached: Promise<Held>;
  /** Lets requests through again, unless one is being held already. */
  cancel(): void;
}

/** Stands before a server, and holds requests where it is told to. */
export interface Door {
  readonly url: string;
  /** Holds the next request of this kind at that stage. */
  hold(kind: RequestKind, stage: Stage): Hold;
  /** Resolves when the server has answered the next request of this kind, before the answer goes on. */
  answered(kind: RequestKind): Promise<void>;
  /** What has arrived so far. */
  readonly arrived: readonly RequestKind[];
  /** Answers that came back from the server, such as `start 201`. */
  readonly answers: readonly string[];
  /** Resolves when no more than `but` requests are under way; those that are held count. */
  settled(but: number): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly kind: RequestKind;
  readonly stage: Stage;
  readonly reached: (held: Held) => void;
}

type Fate = "go on" | "drop";

/** A door before the server at `url`, on a free port of this machine. */
export async function doorBefore(url: string): Promise<Door> {
  const target = new URL(url);
  const waiting: Waiting[] = [];
  const arrived: RequestKind[] = [];
  const answers: string[] = [];
  const atWork = new Set<Promise<void>>();

  /** Stops here when somebody asked for it, until he lets go. */
  async function pass(kind: RequestKind | undefined, stage: Stage): Promise<Fate> {
    const index = waiting.findIndex((one) => one.kind === kind && one.stage === stage);
    const [one] = index === -1 ? [] : waiting.splice(index, 1);
    if (one === undefined) return "go on";
    return new Promise((decide) => one.reached({ release: () => decide("go on"), drop: () => decide("drop") }));
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const kind = kindOf(incoming, body);
    if (kind !== undefined) arrived.push(kind);
    if ((await pass(kind, "arrived")) === "drop") return void incoming.socket.destroy();
    const answer = await forward(target, incoming, body);
    if (kind !== undefined) answers.push(`${kind} ${answer.status}`);
    if ((await pass(kind, "done")) === "drop") return void incoming.socket.destroy();
    // Nobody may be left to take it.
    if (response.destroyed) return;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  }

  const server = createServer((incoming, response) => {
    const work = serve(incoming, response)
      .catch(() => void incoming.socket.destroy())
      .finally(() => atWork.delete(work));
    atWork.add(work);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the door does not listen");
  const hold = (kind: RequestKind, stage: Stage): Hold => {
    let cancel = (): void => undefined;
    const reached = new Promise<Held>((resolve) => {
      const one: Waiting = { kind, stage, reached: resolve };
      waiting.push(one);
      cancel = () => {
        if (waiting.includes(one)) waiting.splice(waiting.indexOf(one), 1);
      };
    });
    return { reached, cancel };
  };

  return {
    url: `http://127.0.0.1:${address.port}`,
    hold,
    answered: async (kind) => (await hold(kind, "done").reached).release(),
    arrived,
    answers,
    settled: async (but) => {
      while (atWork.size > but) await Promise.race(atWork);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function kindOf({ url = "" }: IncomingMessage, body: Buffer): RequestKind | undefined {
  if (url.startsWith("/oauth2/")) return "token";
  if (url.startsWith("/v1/starts/")) return "look-up";
  if (url.startsWith("/v1/conversations/")) return "conversation";
  if (url !== "/v1/endpoint:connect") return undefined;
  return body.includes('"operation":"stop"') ? "stop" : "start";
}

interface ServerAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

function forward(target: URL, incoming: IncomingMessage, body: Buffer): Promise<ServerAnswer> {
  return new Promise((resolve, reject) => {
    const { method, url: path, headers } = incoming;
    const outgoing = request(
      { host: target.hostname, port: target.port, method, path, headers, agent: false },
      (answer) => {
        readAll(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: text }),
          reject,
        );
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** One request as it arrived. */
export interface Arrived {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: unknown;
  text: string;
}

/** Answers one request; whatever a misbehaving server would do with the response or its socket. */
export type Answer = (response: ServerResponse, request: Arrived) => void;

export interface ScriptedServer {
  url: string;
  arrived: Arrived[];
  /** Requests whose path contains `part`. */
  to(part: string): Arrived[];
  connections: () => number;
  close(): Promise<void>;
}

/** A real HTTP server on a free port. Each request takes the next answer of its script; the last one stays. */
export async function scriptedServer(scripts: Readonly<Record<string, readonly Answer[]>>): Promise<ScriptedServer> {
  const arrived: Arrived[] = [];
  const served = new Map<string, number>();
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const entry: Arrived = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
        text,
      };
      arrived.push(entry);
      const name = Object.keys(scripts).find((key) => matches(key, entry));
      const script = name === undefined ? undefined : scripts[name];
      if (name === undefined || script === undefined) return json(404, { error: "not scripted" })(response, entry);
      const count = served.get(name) ?? 0;
      served.set(name, count + 1);
      const answer = script[Math.min(count, script.length - 1)];
      answer?.(response, entry);
    });
  });
  server.on("connection", () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    to: (part) => arrived.filter((entry) => matches(part, entry)),
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `start` and `stop` tell the two operations of one path apart; anything else is a part of the path. */
function matches(key: string, { path, body }: Arrived): boolean {
  if (key !== "start" && key !== "stop") return path.includes(key);
  return typeof body === "object" && body !== null && "operation" in body && body.operation === key;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "text/html", ...headers });
    response.end(body);
  };
}

/** Takes the request and cuts the connection. */
export const cut: Answer = (response) => void response.socket?.destroy();

/** Takes the request and never answers. */
export const silence: Answer = () => undefined;

/** Announces a longer body than it sends, then cuts the connection. */
export function broken(status: number, part: string): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": String(part.length + 100) });
    response.write(part, () => response.socket?.destroy());
  };
}

export const TOKEN = json(200, { accessToken: "token-of-the-tests", expiresIn: 3600 });

/** A start's answer as the contract has it. */
export function placed(connectionId = "c-1", conversationId = "1001"): Record<string, string> {
  return {
    eventUrl: `https://api.example.com/v1/event/${connectionId}`,
    resultWebSocketUrl: `wss://api.example.com/events/${connectionId}`,
    connectionId,
    conversationId,
  };
}

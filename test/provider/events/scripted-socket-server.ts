import { createServer, type IncomingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

/** One WebSocket upgrade as it arrived. */
export interface Upgrade {
  url: string;
  headers: IncomingHttpHeaders;
  /** The line below HTTP. */
  line: Duplex;
  /** Answers with a WebSocket. */
  accept(talk: (socket: WebSocket) => void): void;
  /** Answers with a status instead. */
  refuse(status: number, headers?: Record<string, string>): void;
}

/** What the server does with an upgrade. */
export type OnUpgrade = (upgrade: Upgrade) => void;

export interface ScriptedSocketServer {
  /** `http:` origin. */
  origin: string;
  /** A `resultWebSocketUrl`. */
  url: string;
  upgrades: Upgrade[];
  /** How many tokens were minted: `token-1`, `token-2`, … */
  tokens: () => number;
  /** Text frames that clients sent, in the order of their arrival. */
  frames: string[];
  /** Lines that are open now. */
  lines: () => number;
  close(): Promise<void>;
}

/** A real server on a free port. Each upgrade takes the next step of the script; the last one stays. */
export async function scriptedSocketServer(...script: OnUpgrade[]): Promise<ScriptedSocketServer> {
  const upgrades: Upgrade[] = [];
  const frames: string[] = [];
  const lines = new Set<Duplex>();
  let minted = 0;
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    const isToken = request.url === "/oauth2/token:generate";
    if (isToken) minted++;
    response.writeHead(isToken ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(isToken ? { accessToken: `token-${minted}`, expiresIn: 3600 } : {}));
  });
  server.on("connection", (line) => {
    lines.add(line);
    line.on("close", () => lines.delete(line));
    line.on("error", () => undefined);
  });
  server.on("upgrade", (request, line, head) => {
    const upgrade: Upgrade = {
      url: request.url ?? "",
      headers: request.headers,
      line,
      accept: (talk) =>
        sockets.handleUpgrade(request, line, head, (socket) => {
          socket.on("error", () => undefined);
          socket.on("message", (data, isBinary) => {
            if (!isBinary) frames.push(data.toString());
          });
          talk(socket);
        }),
      refuse: (status, headers = {}) => {
        const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        line.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\nconnection: close\r\n${fields.join("")}\r\n`);
      },
    };
    upgrades.push(upgrade);
    script[Math.min(upgrades.length, script.length) - 1]?.(upgrade);
    // Where no WebSocket reads the line, its end would not be noticed.
    if (line.listenerCount("data") === 0) line.on("end", () => line.end()).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  const authority = `127.0.0.1:${address.port}`;
  return {
    origin: `http://${authority}`,
    url: `ws://${authority}/events/c-1`,
    upgrades,
    tokens: () => minted,
    frames,
    lines: () => lines.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const line of lines) line.destroy();
      }),
  };
}

/** A step that opens a WebSocket, sends these frames, and then closes with that code; without one it stays open. */
export function tell(frames: readonly (string | Buffer)[], code?: number, reason?: string): OnUpgrade {
  return ({ accept }) =>
    accept((socket) => {
      answerPings(socket);
      for (const frame of frames) socket.send(frame, { binary: typeof frame !== "string" });
      if (code !== undefined) socket.close(code, reason);
    });
}

/** A step that refuses. */
export function refuse(status: number, headers?: Record<string, string>): OnUpgrade {
  return (upgrade) => upgrade.refuse(status, headers);
}

/** Keeps up its end of the keep-alive. */
export function answerPings(socket: WebSocket): void {
  socket.on("message", (data, isBinary) => {
    if (!isBinary && data.toString() === "__PING__") socket.send("__PONG__");
  });
}

/** Frame of a final transcript. */
export function said(content: string, isFinal = true): string {
  return JSON.stringify({ type: "transcript_response", isFinal, payload: { content } });
}

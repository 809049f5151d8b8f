import { once } from "node:events";
import { WebSocket } from "ws";
import { z } from "zod";
import type { TestGateway } from "../support/gateway.js";

/** A small client of the gateway for its own tests: it sends what it is told, right or wrong, and shows what came back. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

export async function send(
  gateway: Pick<TestGateway, "url">,
  method: string,
  path: string,
  options: { readonly token?: string; readonly headers?: Record<string, string>; readonly body?: unknown } = {},
): Promise<Answer> {
  const headers: Record<string, string> = { ...options.headers };
  if (options.token !== undefined) headers["x-api-key"] = options.token;
  if (options.body !== undefined) headers["content-type"] ??= "application/json";
  const response = await fetch(gateway.url + path, {
    method,
    headers,
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const json = text !== "" && response.headers.get("content-type")?.includes("application/json") === true;
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

export const ENDPOINT = { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,1234#" } as const;
export const START = { operation: "start", endpoint: ENDPOINT } as const;

const startAnswerSchema = z.strictObject({
  eventUrl: z.url(),
  resultWebSocketUrl: z.url(),
  connectionId: z.uuid(),
  conversationId: z.string().regex(/^\d+$/),
});
export type StartAnswer = z.output<typeof startAnswerSchema>;

/** Starts a call and checks that the answer is what the contract says. */
export async function start(
  gateway: TestGateway,
  options: { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<StartAnswer> {
  const { token = await gateway.token(), body = START, headers = {} } = options;
  const answer = await send(gateway, "POST", "/v1/endpoint:connect", { token, body, headers });
  if (answer.status !== 201) throw new Error(`start answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return startAnswerSchema.parse(answer.body);
}

export function stop(gateway: Pick<TestGateway, "url">, token: string, connectionId: string): Promise<Answer> {
  return send(gateway, "POST", "/v1/endpoint:connect", { token, body: { operation: "stop", connectionId } });
}

/** Asks for a token with any body. */
export function askToken(gateway: Pick<TestGateway, "url">, body: unknown, headers = {}): Promise<Answer> {
  return send(gateway, "POST", "/oauth2/token:generate", { body, headers });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The paths that a 400 names, sorted. */
export function wrongPaths(answer: Answer): readonly string[] {
  const { errors } = z
    .object({
      message: z.string().min(1),
      errors: z.array(z.strictObject({ path: z.string(), message: z.string().min(1) })),
    })
    .parse(answer.body);
  return errors.map(({ path }) => path).sort();
}

/** A WebSocket with its messages in the order of their arrival. */
export class Socket {
  readonly #socket: WebSocket;
  readonly #arrived: string[] = [];
  #wake: () => void = () => {};
  /** Code and reason of the close. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      this.#arrived.push(String(data));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  /** Opens; rejects with the status when the upgrade is refused. */
  static async open(url: string, headers: Record<string, string> = {}, protocols: string[] = []): Promise<Socket> {
    const socket = new WebSocket(url, protocols, { headers });
    const opened = new Socket(socket);
    await once(socket, "open");
    return opened;
  }

  /** The protocol that the server chose. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  send(frame: string | Buffer): void {
    this.#socket.send(frame);
  }

  async next(): Promise<string> {
    for (;;) {
      const message = this.#arrived.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** What has arrived and was not asked for by `next`. */
  arrived(): readonly string[] {
    return this.#arrived;
  }

  /** Leaves without a closing handshake. */
  terminate(): void {
    this.#socket.terminate();
  }
}

/** What a refused upgrade answers. */
export async function refusedUpgrade(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  const socket = new WebSocket(url, [], { headers });
  return new Promise((resolve, reject) => {
    socket.on("error", () => {});
    socket.on("open", () => {
      socket.terminate();
      reject(new Error("the upgrade was not refused"));
    });
    socket.on("unexpected-response", (request, response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode, body: text === "" ? "" : JSON.parse(text) });
        request.destroy();
      });
    });
  });
}

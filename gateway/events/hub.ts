import type { WebSocket } from "ws";
import { admit, type Limits } from "./back-pressure.js";

/** Normal closure, and "try again later". Source: RFC 6455, section 7.4.1; the registry of close codes. */
const NORMAL_CLOSURE = 1000;
const TRY_AGAIN_LATER = 1013;

export interface EventHubOptions {
  /** Default: those of `back-pressure.ts`. */
  readonly limits?: Limits;
  /** How often each socket is asked for a sign of life; one that gave none since is cut off. Default: 30000. */
  readonly pingMs?: number;
  /** How long a socket may take to close before it is cut off. Default: 5000. */
  readonly closeMs?: number;
}

/** The WebSockets that listen to each connection. */
export class EventHub {
  readonly #sockets = new Map<string, Set<WebSocket>>();
  /** Hears every message, whether someone listens to its connection or not. */
  onMessage: (connectionId: string, message: object) => void = () => {};
  /** Hears of every end. */
  onEnd: (connectionId: string) => void = () => {};
  readonly #limits: Limits | undefined;
  /** Those that have been asked for a sign of life and have not given it yet. */
  readonly #silent = new WeakSet<WebSocket>();
  readonly #ping: NodeJS.Timeout;
  readonly #closeMs: number;

  constructor(options: EventHubOptions = {}) {
    this.#limits = options.limits;
    this.#closeMs = options.closeMs ?? 5_000;
    this.#ping = setInterval(() => this.#askForLife(), options.pingMs ?? 30_000);
    this.#ping.unref();
  }

  /** The connections that someone listens to. */
  connectionIds(): readonly string[] {
    return [...this.#sockets.keys()];
  }

  /** How many listen to the connection. */
  count(connectionId: string): number {
    return this.#sockets.get(connectionId)?.size ?? 0;
  }

  /** Bytes that wait for slow readers. */
  bufferedBytes(): number {
    let sum = 0;
    for (const sockets of this.#sockets.values()) for (const socket of sockets) sum += socket.bufferedAmount;
    return sum;
  }

  /** Adds a socket; it leaves by itself when it closes. */
  add(connectionId: string, socket: WebSocket): void {
    const sockets = this.#sockets.get(connectionId) ?? new Set();
    this.#sockets.set(connectionId, sockets.add(socket));
    socket.on("pong", () => this.#silent.delete(socket));
    socket.once("close", () => this.#remove(connectionId, socket));
  }

  /** Sends a message to all who listen to the connection and keep up; returns how many there are. */
  publish(connectionId: string, message: object): number {
    this.onMessage(connectionId, message);
    const sockets = this.#sockets.get(connectionId);
    if (sockets === undefined) return 0;
    // One copy for all.
    const data = Buffer.from(JSON.stringify(message));
    for (const socket of [...sockets]) {
      switch (admit(message, data.length, socket.bufferedAmount, this.#limits)) {
        case "send":
          socket.send(data, { binary: false });
          break;
        case "drop":
          break;
        case "close":
          this.#letGo(connectionId, socket);
          break;
      }
    }
    return sockets.size;
  }

  /** Answers one listener; lets go who asks and does not read. */
  reply(connectionId: string, socket: WebSocket, text: string): void {
    if (admit({}, Buffer.byteLength(text), socket.bufferedAmount, this.#limits) === "send") socket.send(text);
    else this.#letGo(connectionId, socket);
  }

  /** The call is over: closes every socket that listens to it. `reason` is at most 123 bytes of the cause. */
  end(connectionId: string, reason: string): void {
    this.onEnd(connectionId);
    const sockets = this.#sockets.get(connectionId);
    this.#sockets.delete(connectionId);
    for (const socket of sockets ?? []) this.#close(socket, NORMAL_CLOSURE, reason);
  }

  close(): void {
    clearInterval(this.#ping);
  }

  #letGo(connectionId: string, socket: WebSocket): void {
    this.#remove(connectionId, socket);
    // Once: a frame of his may still be on its way.
    if (socket.readyState === socket.OPEN) {
      this.#close(socket, TRY_AGAIN_LATER, "too slow: results are waiting to be read");
    }
  }

  #remove(connectionId: string, socket: WebSocket): void {
    const sockets = this.#sockets.get(connectionId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#sockets.delete(connectionId);
  }

  /** Closes in good order; cuts off whoever does not answer, so that what waits for him is let go. */
  #close(socket: WebSocket, code: number, reason: string): void {
    const text = Buffer.from(reason)
      .subarray(0, 123)
      .toString()
      .replace(/\uFFFD+$/, "");
    socket.close(code, text);
    const grace = setTimeout(() => socket.terminate(), this.#closeMs);
    grace.unref();
    socket.once("close", () => clearTimeout(grace));
  }

  #askForLife(): void {
    for (const sockets of this.#sockets.values()) {
      for (const socket of sockets) {
        if (this.#silent.has(socket)) socket.terminate();
        else if (socket.readyState === socket.OPEN) {
          this.#silent.add(socket);
          socket.ping();
        }
      }
    }
  }
}

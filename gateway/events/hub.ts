import type { WebSocket } from "ws";

/** Normal closure. Source: RFC 6455, section 7.4.1. */
const NORMAL_CLOSURE = 1000;

/** The WebSockets that listen to each connection. */
export class EventHub {
  readonly #sockets = new Map<string, Set<WebSocket>>();
  /** Hears every message, whether someone listens to its connection or not. */
  onMessage: (connectionId: string, message: object) => void = () => {};
  /** Hears of every end. */
  onEnd: (connectionId: string) => void = () => {};

  /** The connections that someone listens to. */
  connectionIds(): readonly string[] {
    return [...this.#sockets.keys()];
  }

  /** Adds a socket; it leaves by itself when it closes. */
  add(connectionId: string, socket: WebSocket): void {
    const sockets = this.#sockets.get(connectionId) ?? new Set();
    this.#sockets.set(connectionId, sockets.add(socket));
    socket.once("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0 && this.#sockets.get(connectionId) === sockets) this.#sockets.delete(connectionId);
    });
  }

  /** Sends a message to all who listen to the connection; returns how many there are. */
  publish(connectionId: string, message: object): number {
    this.onMessage(connectionId, message);
    const sockets = this.#sockets.get(connectionId);
    if (sockets === undefined) return 0;
    const text = JSON.stringify(message);
    for (const socket of sockets) socket.send(text);
    return sockets.size;
  }

  /** The call is over: closes every socket that listens to it. `reason` is at most 123 bytes of the cause. */
  end(connectionId: string, reason: string): void {
    this.onEnd(connectionId);
    for (const socket of this.#sockets.get(connectionId) ?? []) {
      socket.close(
        NORMAL_CLOSURE,
        Buffer.from(reason)
          .subarray(0, 123)
          .toString()
          .replace(/\uFFFD+$/, ""),
      );
    }
  }
}

import type { Duplex } from "node:stream";
import { Agent, Dispatcher, EnvHttpProxyAgent, WebSocket } from "undici";
import type { Deadline } from "../api/deadline.js";
import { newDispatcher } from "../api/dispatcher.js";
import { type Exchange, isPassing } from "../api/http.js";

/** No result comes near; a larger frame breaks the connection rather than fill the memory. In bytes, decompressed. */
const LARGEST_FRAME = 4 * 1024 * 1024;
/** How long the other end may take over its half of the closing handshake. */
const CLOSE_GRACE_MS = 1_000;

export interface SocketSpec {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Until when it must be open. */
  deadline: Deadline;
  onOpen: () => void;
  onFrame: (data: string | ArrayBuffer) => void;
}

export type SocketEnd =
  /** It was never open: what came in answer to the upgrade, if anything. */
  { kind: "refused"; exchange: Exchange } | { kind: "closed"; code: number; reason: string };

export interface OpenSocket {
  /** Never rejects. */
  readonly ended: Promise<SocketEnd>;
  /** Bytes that were given to `send` and have not left yet. */
  readonly unsent: number;
  send(text: string): void;
  /** Says goodbye, and cuts the line when the other end does not answer. */
  close(): void;
  /** Cuts the line. */
  terminate(): void;
}

/** One WebSocket over a connection of its own. Redirects are not followed; proxies and TLS as for any request. */
export function openSocket(spec: SocketSpec): OpenSocket {
  const dispatcher = new UpgradeDispatcher();
  const socket = new WebSocket(spec.url, { headers: { ...spec.headers }, dispatcher });
  socket.binaryType = "arraybuffer";
  let opened = false;
  let grace: NodeJS.Timeout | undefined;

  const close = (): void => {
    if (socket.readyState === WebSocket.CLOSED) return;
    socket.close(1000);
    grace ??= setTimeout(() => dispatcher.cut(), CLOSE_GRACE_MS);
  };
  const giveUp = (): void => socket.close();
  if (spec.deadline.signal.aborted) giveUp();
  spec.deadline.signal.addEventListener("abort", giveUp, { once: true });

  socket.addEventListener("open", () => {
    opened = true;
    spec.deadline.signal.removeEventListener("abort", giveUp);
    spec.onOpen();
  });
  socket.addEventListener("message", (event) => {
    const { data } = event;
    if (typeof data === "string" || data instanceof ArrayBuffer) spec.onFrame(data);
  });
  const ended = new Promise<SocketEnd>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => {
      clearTimeout(grace);
      spec.deadline.signal.removeEventListener("abort", giveUp);
      resolve(
        opened
          ? { kind: "closed", code, reason }
          : { kind: "refused", exchange: dispatcher.outcome(spec.deadline.signal.aborted) },
      );
      dispatcher.cut();
      dispatcher.dispose();
    });
  });

  return {
    ended,
    get unsent() {
      return socket.bufferedAmount;
    },
    send: (text) => socket.send(text),
    close,
    terminate: () => {
      if (opened) dispatcher.cut();
      else socket.close();
    },
  };
}

/** The WebSocket of the standard does not tell why an upgrade failed, nor lets go of a line that is dead. This looks over its shoulder. */
class UpgradeDispatcher extends Dispatcher {
  /** Read by undici's WebSocket. */
  readonly webSocketOptions = { maxPayloadSize: LARGEST_FRAME, maxFragments: 4096 };
  readonly #inner = newDispatcher({ Agent, EnvHttpProxyAgent });
  #begun = false;
  #status: number | undefined;
  #retryAfter: string | undefined;
  #cause: unknown;
  #line: Duplex | undefined;

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#inner
      .compose((dispatch) => (inner, wrapped) => dispatch(inner, this.#watch(wrapped)))
      .dispatch(options, handler);
  }

  /** What became of the upgrade, when no WebSocket did. */
  outcome(timedOut: boolean): Exchange {
    if (this.#status !== undefined) {
      return { kind: "answer", status: this.#status, retryAfter: this.#retryAfter, text: "", complete: true };
    }
    const cause = this.#cause;
    return this.#begun
      ? { kind: "lost", cause, timedOut }
      : { kind: "not-sent", cause, timedOut, retryable: timedOut || isPassing(cause) };
  }

  cut(): void {
    this.#line?.destroy();
  }

  dispose(): void {
    void this.#inner.destroy().catch(() => undefined);
  }

  #watch(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller, context) => {
        this.#begun = true;
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (controller, status, headers, line) => {
        this.#status = status;
        this.#line = line;
        handler.onRequestUpgrade?.(controller, status, headers, line);
      },
      onResponseStart: (controller, status, headers, text) => {
        this.#status = status;
        const retryAfter = headers["retry-after"];
        this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
        if (status < 200) return handler.onResponseStart?.(controller, status, headers, text);
        // That is all there is to know. undici itself would ask once more after a 401, with the very same token.
        controller.abort(new Error(`the upgrade was answered with ${status}`));
      },
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => {
        this.#cause = error;
        handler.onResponseError?.(controller, error);
      },
    };
  }
}

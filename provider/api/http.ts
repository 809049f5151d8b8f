import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Dispatcher } from "undici";
import type { Deadline } from "./deadline.js";
import { type Connections, directDispatcher, namesProxy, newDispatcher } from "./dispatcher.js";
import { errorCode, interrupted } from "./errors.js";

/** What became of one HTTP request. Nothing is thrown: a caller must look at each kind. */
export type Exchange =
  | {
      kind: "answer";
      status: number;
      retryAfter: string | undefined;
      /** As far as it arrived. */
      text: string;
      /** Whether the whole body arrived. */
      complete: boolean;
    }
  /** Provably, no byte of the request was written. */
  | { kind: "not-sent"; cause: unknown; timedOut: boolean; retryable: boolean }
  /** The request was written, at least in part, and no answer came. */
  | { kind: "lost"; cause: unknown; timedOut: boolean };

export interface HttpRequest {
  method: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
  /** A connection of its own, closed afterwards: a reused one can be cut by the server just as the request is written. */
  ownConnection?: boolean;
}

/** No answer of the API comes near; a larger one is not read to its end. */
const LARGEST_BODY = 1024 * 1024;

/** Of this process, made when they are first needed. */
const dispatchers = new Map<Connections, Dispatcher>();

interface HttpLibrary {
  request(url: string, options: RequestOptions): Promise<Dispatcher.ResponseData>;
  newDispatcher(connections: Connections): Dispatcher;
}

type RequestOptions = Omit<Dispatcher.RequestOptions, "origin" | "path"> & { dispatcher: Dispatcher };

/** Loaded with the first request: an `up` that changes nothing sends none. A proxy needs more of undici than a request does. */
async function httpLibrary(): Promise<HttpLibrary> {
  if (namesProxy()) {
    const undici = await import("undici");
    return { request: undici.request, newDispatcher: (connections) => newDispatcher(undici, process.env, connections) };
  }
  const parts = await import("./undici.js");
  return { request: parts.request, newDispatcher: (connections) => directDispatcher(parts, connections) };
}

/** One request and its answer, within the deadline. Redirects are not followed, so credentials stay with the origin they were meant for. */
export async function exchange(spec: HttpRequest, deadline: Deadline): Promise<Exchange> {
  const undici = await httpLibrary();
  let dispatcher: Dispatcher;
  try {
    dispatcher = dispatcherFor(undici, spec.ownConnection === true ? "fresh" : "reused");
  } catch (cause) {
    return { kind: "not-sent", cause, timedOut: false, retryable: false };
  }
  const requestId = randomUUID();
  const sending = watchSending(requestId);
  const cut = cutOff(deadline, sending.begun);
  try {
    const answering = undici.request(spec.url, {
      dispatcher,
      method: spec.method,
      headers: { ...spec.headers, "x-request-id": requestId },
      body: spec.body === undefined ? null : JSON.stringify(spec.body),
      signal: cut.signal,
    });
    const answer = await untilAborted(answering, cut.signal);
    const { text, complete } = await readBody(answer.body);
    const header = answer.headers["retry-after"];
    return {
      kind: "answer",
      status: answer.statusCode,
      retryAfter: Array.isArray(header) ? header[0] : header,
      text,
      complete,
    };
  } catch (cause) {
    const timedOut = deadline.signal.aborted;
    return sending.begun()
      ? { kind: "lost", cause, timedOut }
      : { kind: "not-sent", cause, timedOut, retryable: !timedOut && isPassing(cause) };
  } finally {
    sending.stop();
    cut.stop();
  }
}

function dispatcherFor(undici: HttpLibrary, connections: Connections): Dispatcher {
  const dispatcher = dispatchers.get(connections) ?? undici.newDispatcher(connections);
  dispatchers.set(connections, dispatcher);
  return dispatcher;
}

/** Aborts when the time is over, or when nothing more is to be begun and this request has not been. */
function cutOff(deadline: Deadline, begun: () => boolean): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const onOver = (): void => controller.abort(deadline.signal.reason);
  const onQuit = (): void => {
    if (!begun()) controller.abort(interrupted());
  };
  if (deadline.signal.aborted) onOver();
  if (deadline.quit?.aborted === true) onQuit();
  deadline.signal.addEventListener("abort", onOver);
  deadline.quit?.addEventListener("abort", onQuit);
  return {
    signal: controller.signal,
    stop: () => {
      deadline.signal.removeEventListener("abort", onOver);
      deadline.quit?.removeEventListener("abort", onQuit);
    },
  };
}

/**
 * As `answering`, but rejects as soon as the time is over. undici takes note of that at once too, but goes on waiting for a connection that is being
 * made; it then sends nothing on it.
 */
function untilAborted<T>(answering: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new Promise<never>((_resolve, reject) => {
    const listener = (): void => reject(signal.reason);
    if (signal.aborted) listener();
    signal.addEventListener("abort", listener);
  });
  return Promise.race([answering, over]);
}

/**
 * A request counts as sent once undici has begun to write it, which its diagnostics channel tells just before the first byte. The request's id is in
 * its headers, which tells it from the others of this process, and helps to find it in a server's log.
 */
function watchSending(requestId: string): { begun: () => boolean; stop: () => void } {
  let begun = false;
  const listener = (message: unknown): void => {
    if (typeof message !== "object" || message === null || !("headers" in message)) return;
    if (String(message.headers).includes(requestId)) begun = true;
  };
  subscribe("undici:client:sendHeaders", listener);
  return { begun: () => begun, stop: () => void unsubscribe("undici:client:sendHeaders", listener) };
}

async function readBody(body: AsyncIterable<Uint8Array>): Promise<{ text: string; complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > LARGEST_BODY) return { text: decode(chunks), complete: false };
    }
    return { text: decode(chunks), complete: true };
  } catch {
    // The status has arrived and says most of it; what is left of the body may still hold a connectionId.
    return { text: decode(chunks), complete: false };
  }
}

function decode(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString("utf8");
}

/** Errors of connecting that may be gone a moment later; a wrong certificate or a wrong host name stays wrong. */
const PASSING: ReadonlySet<string | undefined> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/** Whether an error of connecting may be gone a moment later. */
export function isPassing(cause: unknown): boolean {
  return PASSING.has(errorCode(cause));
}

import { apiError, exchangeError, unreadableAnswer } from "../api/answers.js";
import { SymblError } from "../api/errors.js";
import type { Exchange } from "../api/http.js";
import { waitAfter } from "../api/repeat.js";
import { backoff, isTransient } from "../api/retry.js";

/** How one connection, or the attempt at one, ended. */
export type ConnectionEnd =
  /** It was never open; what came instead of a WebSocket, if anything. */
  | { kind: "refused"; exchange: Exchange }
  /** The other end no longer answered. */
  | { kind: "gone" }
  /** It was open. `code` as in RFC 6455, section 7.4.1; 1006 when the line broke, 1005 when the other end gave none. */
  | { kind: "closed"; code: number; reason: string };

export type Next =
  /** The call has ended. */
  | { kind: "end" }
  /** The token was refused. */
  | { kind: "unauthorized"; error: SymblError }
  /** Trying again may help. */
  | { kind: "again"; error: SymblError }
  /** Trying again would not. */
  | { kind: "fail"; error: SymblError };

const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;

/** Pure. What the end of a connection means. `connectedBefore`: one has stood in the life of this subscription. */
export function afterConnection(end: ConnectionEnd, origin: string, connectedBefore: boolean): Next {
  switch (end.kind) {
    case "gone":
      return { kind: "again", error: broken(`${origin} no longer answered`) };
    case "closed":
      if (end.code === NORMAL_CLOSURE || end.code === GOING_AWAY) return { kind: "end" };
      return { kind: "again", error: broken(`${origin} ended the connection (${closing(end.code, end.reason)})`) };
    case "refused":
      return afterRefusal(end.exchange, origin, connectedBefore);
  }
}

function afterRefusal(refusal: Exchange, origin: string, connectedBefore: boolean): Next {
  const error = exchangeError("subscription", origin, refusal);
  if (isTransient(refusal)) return { kind: "again", error };
  if (refusal.kind !== "answer") return { kind: "fail", error };
  if (refusal.status === 401) return { kind: "unauthorized", error };
  // A connection's URLs live no longer than its call.
  if (refusal.status === 404 && connectedBefore) return { kind: "end" };
  // It agreed to a WebSocket, and then there was none.
  if (refusal.status === 101) return { kind: "fail", error: unreadableAnswer("subscription", origin, refusal) };
  return { kind: "fail", error: apiError("subscription", origin, refusal) };
}

function broken(what: string): SymblError {
  return new SymblError("SYMBL_SUBSCRIPTION_FAILED", `${what}. Check that the server is well`);
}

function closing(code: number, reason: string): string {
  if (code === 1006) return "it broke";
  const words = reason.replace(/\p{Cc}+/gu, " ");
  return words === "" ? `code ${code}` : `code ${code}, ${words}`;
}

/** Milliseconds to wait before the next attempt: what the server asked for, else backoff with full jitter. */
export function pauseAfter(end: ConnectionEnd, failures: number): number {
  return end.kind === "refused" ? waitAfter(end.exchange, failures) : backoff(failures, Math.random());
}

/** Pure. Counts the attempts since a connection last lasted, and says when they are enough. */
export class Outage {
  readonly #attempts: number;
  readonly #within: number;
  #failures = 0;
  #since: number | undefined;

  constructor(limits: { attempts: number; within: number }) {
    this.#attempts = limits.attempts;
    this.#within = limits.within;
  }

  /** Attempts that have failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** A connection lasted. */
  over(): void {
    this.#failures = 0;
    this.#since = undefined;
  }

  /** One more attempt failed; `now` is in milliseconds. */
  failed(now: number): void {
    this.#since ??= now;
    this.#failures++;
  }

  /** Whether another attempt may be made after a pause of that many milliseconds. */
  allows(now: number, pause: number): boolean {
    return this.#failures <= this.#attempts && now - (this.#since ?? now) + pause <= this.#within;
  }

  /** The error to give up with. */
  givenUp(origin: string, now: number, last: SymblError): SymblError {
    const seconds = Math.round((now - (this.#since ?? now)) / 1000);
    return new SymblError(
      "SYMBL_SUBSCRIPTION_FAILED",
      `resultWebSocketUrl: no lasting connection to ${origin}; tried ${this.#failures === 1 ? "once" : `${this.#failures} times in ${seconds} s`}. ` +
        `The last time: ${last.message}. To try for longer, raise options.reconnect`,
      { cause: last, ...(last.status === undefined ? {} : { status: last.status }) },
    );
  }
}

import type { Exchange } from "./http.js";

/**
 * What may be repeated. A start is placed at most once: only what was provably not sent or provably rejected is sent again. Everything
 * else (stop, look-ups, tokens) is idempotent and is repeated on anything transient.
 */

const BASE_MS = 250;
const CAP_MS = 10_000;

/** A server that cannot be reached is asked this often for a call or a status, about two seconds in all: waiting longer seldom helps. */
export const UNREACHABLE_ATTEMPTS = 5;

/** Exponential backoff with full jitter, in milliseconds; `attempt` counts from 0, `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  return Math.ceil(random * Math.min(CAP_MS, BASE_MS * 2 ** attempt));
}

/** `Retry-After` in milliseconds from `now`, given as seconds or as an HTTP date. Source: RFC 9110, section 10.2.3. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // An HTTP date begins with the name of a day; Date.parse alone would take "-5" for a year.
  if (!/^[A-Za-z]{3,9}, /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

export type AfterStart =
  /** A call was placed. */
  | "placed"
  /** Provably no call, and trying again may help. */
  | "retry"
  /** Provably no call, and trying again would not help. */
  | "rejected"
  /** Nobody can tell without asking the server. */
  | "unknown";

/** What an exchange says about the start that it carried. */
export function afterStart(exchange: Exchange): AfterStart {
  switch (exchange.kind) {
    case "not-sent":
      return exchange.retryable ? "retry" : "rejected";
    case "lost":
      return "unknown";
    case "answer": {
      const { status } = exchange;
      if (status >= 200 && status < 300) return "placed";
      // 429 "is never processed": the contract's status for too many concurrent jobs.
      if (status === 429) return "retry";
      // 408 and 499 are said by proxies of a request that may have gone through; 409 says that the key is in use.
      if (status === 408 || status === 409 || status === 499) return "unknown";
      if (status >= 400 && status < 500) return "rejected";
      // 307 and 308 ask for the same request elsewhere; the other redirects may follow a request that was carried out.
      if (status === 307 || status === 308) return "rejected";
      // A 503, with Retry-After or without, may come from a proxy that had passed the request on: the contract does not make it safe.
      return "unknown";
    }
  }
}

/** Whether an idempotent request is worth repeating after this exchange. */
export function isTransient(exchange: Exchange): boolean {
  switch (exchange.kind) {
    case "not-sent":
      return exchange.retryable;
    case "lost":
      return true;
    case "answer":
      return !exchange.complete || exchange.status === 408 || exchange.status === 429 || exchange.status >= 500;
  }
}

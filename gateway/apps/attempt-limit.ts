import { addressBlock } from "../http/address-block.js";
import type { Limits } from "../http/limits.js";

const WINDOW_MS = 60_000;
/** Counters that are kept at most; the oldest go first. */
const KEPT_MAX = 20_000;

type AttemptLimits = Pick<Limits, "failuresOfPair" | "failuresOfAddress" | "failuresOfApp">;

/**
 * Slows the guessing of secrets: counts failures, not requests, so that whoever has the right secret may ask as often as he likes. A flood of guesses at
 * an app from everywhere does not lock out those who have had a token of it.
 */
export class AttemptLimit {
  readonly #limits: AttemptLimits;
  readonly #clock: () => number;
  /** Failures since a time, by who failed at what. */
  readonly #failures = new Map<string, { readonly since: number; count: number }>();
  readonly #welcome = new Set<string>();

  constructor(limits: AttemptLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Milliseconds that this address has to wait before it may ask for this app's token; 0 for none. */
  wait(address: string, appId: string): number {
    const sender = addressBlock(address);
    const pair = pairOf(sender, appId);
    return Math.max(
      this.#remaining(pair, this.#limits.failuresOfPair),
      this.#remaining(senderOf(sender), this.#limits.failuresOfAddress),
      this.#welcome.has(pair) ? 0 : this.#remaining(appOf(appId), this.#limits.failuresOfApp),
    );
  }

  failed(address: string, appId: string): void {
    const sender = addressBlock(address);
    for (const key of [pairOf(sender, appId), senderOf(sender), appOf(appId)]) this.#count(key);
  }

  succeeded(address: string, appId: string): void {
    const pair = pairOf(addressBlock(address), appId);
    if (this.#welcome.has(pair)) return;
    dropOldest(this.#welcome);
    this.#welcome.add(pair);
  }

  #remaining(key: string, limit: number): number {
    const failures = this.#failures.get(key);
    if (failures === undefined || failures.count < limit) return 0;
    return Math.max(0, failures.since + WINDOW_MS - this.#clock());
  }

  #count(key: string): void {
    const now = this.#clock();
    const failures = this.#failures.get(key);
    if (failures !== undefined && now - failures.since < WINDOW_MS) {
      failures.count += 1;
      return;
    }
    this.#failures.delete(key);
    dropOldest(this.#failures);
    this.#failures.set(key, { since: now, count: 1 });
  }
}

function dropOldest(kept: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean }): void {
  if (kept.size < KEPT_MAX) return;
  const oldest = kept.keys().next();
  if (oldest.done !== true) kept.delete(oldest.value);
}

// No address and no app id holds a blank, so no two of these are the same.
const pairOf = (sender: string, appId: string) => `pair ${sender} ${appId.slice(0, 200)}`;
const senderOf = (sender: string) => `sender ${sender}`;
const appOf = (appId: string) => `app ${appId.slice(0, 200)}`;

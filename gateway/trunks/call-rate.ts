import type { GiveBack } from "./places.js";

const MINUTE_MS = 60_000;

/** How many calls an app has started within the last minute. */
export class CallRate {
  readonly #most: number;
  readonly #clock: () => number;
  /** Moments of the starts that count, by app, in their order. */
  readonly #starts = new Map<string, { readonly at: number }[]>();

  /** `clock`: milliseconds, from any moment on. */
  constructor(most: number, clock: () => number) {
    this.#most = most;
    this.#clock = clock;
  }

  /** Counts a start, and returns how to take it back when nothing was dialled; milliseconds to wait when it is one too many. */
  count(appId: string): GiveBack | number {
    const now = this.#clock();
    const starts = (this.#starts.get(appId) ?? []).filter(({ at }) => at > now - MINUTE_MS);
    this.#starts.set(appId, starts);
    const [oldest] = starts;
    if (oldest !== undefined && starts.length >= this.#most) return oldest.at + MINUTE_MS - now;
    const start = { at: now };
    starts.push(start);
    return () => {
      const kept = (this.#starts.get(appId) ?? []).filter((each) => each !== start);
      this.#starts.set(appId, kept);
    };
  }
}

import type { Store } from "./store.js";

export interface HousekeepingOptions {
  readonly store: Store;
  /** Puts right what the store has as live and is not. */
  readonly endStrays: () => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds after its end that a connection is forgotten; `undefined` for never. */
  readonly retainMs: number | undefined;
  /** Removes the files of what is forgotten. */
  readonly sweep?: () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

const INTERVAL_MS = 5 * 60 * 1_000;

/** Forgets what is old and ends what is not there, now and then. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  start(): void {
    const { store, clock, retainMs, endStrays, sweep, onError } = this.#options;
    const tidy = () => {
      const now = clock();
      store
        .forgetOld(now, retainMs === undefined ? undefined : now - retainMs)
        .then(() => sweep?.())
        .catch(onError);
      endStrays().catch(onError);
    };
    tidy();
    this.#timer = setInterval(tidy, INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

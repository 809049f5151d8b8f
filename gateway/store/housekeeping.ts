import type { Store } from "./store.js";

export interface HousekeepingOptions {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds after its end that a connection is forgotten; `undefined` for never. */
  readonly retainMs: number | undefined;
  readonly onError: (error: unknown) => void;
}

const INTERVAL_MS = 15 * 60 * 1_000;

/** Forgets what is old, now and then. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  start(): void {
    const { store, clock, retainMs, onError } = this.#options;
    const tidy = () => {
      const now = clock();
      store.forgetOld(now, retainMs === undefined ? undefined : now - retainMs).catch(onError);
    };
    tidy();
    this.#timer = setInterval(tidy, INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

import { setImmediate, setTimeout } from "node:timers/promises";
import { StoreUnavailable } from "../store-unavailable.js";

export interface BatchOptions<Item, Result> {
  /** Does what all of them ask for, in one transaction; results in the order of the items. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Of items with the same key, only one is in a batch. */
  readonly keyOf: (item: Item) => string;
  /** Whether it is not to wait, some milliseconds, for others. Default: always. */
  readonly isUrgent?: (item: Item) => boolean;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** How many items go in one batch at most. */
const BATCH_MAX = 200;
const PATIENCE_MS = 20;

/** Does together what is asked for while earlier work is under way: many callers share a round trip and a commit, and one alone waits for nobody. */
export class Batches<Item, Result> {
  readonly #options: BatchOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  /** How many of those. */
  #urgent = 0;
  #working: Promise<void> | undefined;

  constructor(options: BatchOptions<Item, Result>) {
    this.#options = options;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject };
      this.#waiting.push(waiting);
      if (this.#isUrgent(waiting)) this.#urgent += 1;
      this.#working ??= this.#work();
    });
  }

  /** Resolves when all that was asked for is done. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#urgent === 0 && this.#waiting.length < BATCH_MAX) await setTimeout(PATIENCE_MS);
      // Lets those in that have arrived: the embedded database held everyone up while it worked.
      await setImmediate();
      await this.#run(this.#take());
    }
    this.#working = undefined;
  }

  #isUrgent({ item }: Waiting<Item, Result>): boolean {
    return this.#options.isUrgent?.(item) ?? true;
  }

  /** Looks no further than it takes: under load many more may wait. */
  #take(): readonly Waiting<Item, Result>[] {
    const keys = new Set<string>();
    const taken: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    let seen = 0;
    for (const waiting of this.#waiting) {
      if (taken.length >= BATCH_MAX) break;
      seen += 1;
      const key = this.#options.keyOf(waiting.item);
      if (keys.has(key)) left.push(waiting);
      else taken.push(waiting);
      keys.add(key);
    }
    this.#waiting = [...left, ...this.#waiting.slice(seen)];
    for (const waiting of taken) if (this.#isUrgent(waiting)) this.#urgent -= 1;
    return taken;
  }

  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (index < results.length && result !== undefined) resolve(result);
        else reject(new Error("a batch gave too few results"));
      });
    } catch (error) {
      if (batch.length === 1 || error instanceof StoreUnavailable) {
        for (const { reject } of batch) reject(error);
        return;
      }
      // One of them cannot be kept; that must not hinder the others.
      for (const one of batch) await this.#run([one]);
    }
  }
}

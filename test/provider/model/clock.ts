/**
 * A clock that stands still while anything can go on, and then jumps to the next timer: a minute of retries takes no time, and the same seed gives the
 * same run.
 */
export class Clock {
  #now = 1_000;
  #count = 0;
  /** Sorted, the next one last. */
  readonly #timers: { at: number; order: number; fire: () => void }[] = [];
  /** Work outside of this clock, such as a real socket's: time stands still until it is done. */
  #outside = 0;

  /** Milliseconds. */
  now(): number {
    return this.#now;
  }

  /** Returns what cancels it. */
  after(milliseconds: number, fire: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), order: this.#count++, fire };
    let index = this.#timers.length;
    while (index > 0 && isLater(timer, this.#timers[index - 1])) index--;
    this.#timers.splice(index, 0, timer);
    return () => {
      const place = this.#timers.indexOf(timer);
      if (place >= 0) this.#timers.splice(place, 1);
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Lets time stand still until `release`. */
  hold(): void {
    this.#outside++;
  }

  release(): void {
    this.#outside--;
  }

  /** Runs everything until `work` is over. Throws when that takes longer than `limit` milliseconds, or can never be. */
  async run<T>(work: Promise<T>, limit: number): Promise<T> {
    let over = false;
    const seen = work.finally(() => {
      over = true;
    });
    seen.catch(() => undefined);
    const end = this.#now + limit;
    for (;;) {
      await turn();
      if (over) return seen;
      if (this.#outside > 0) continue;
      const next = this.#timers.pop();
      if (next === undefined) throw new Error("hangs for ever: nothing is left that could go on");
      if (next.at > end) throw new Error(`still going on after ${limit} ms`);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
  }
}

function isLater(timer: { at: number; order: number }, than: { at: number; order: number } | undefined): boolean {
  return than !== undefined && (timer.at > than.at || (timer.at === than.at && timer.order > than.order));
}

/** All that needs no time has then been done. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Numbers in [0, 1) that follow from a seed. Source: mulberry32, in the public domain. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

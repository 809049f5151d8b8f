/** Samples and where they belong: counted from the beginning of the recording. */
export interface Placed {
  readonly position: number;
  readonly samples: Int16Array;
}

/** How long sound waits for what follows it: several blocks that arrive at once, after a hold-up, stood one behind the other and not at the time of their arrival. Milliseconds. */
export const HOLD_MS = 500;
/** A gap is believed in from here on; less is how arrivals vary. Milliseconds. */
const GAP_MS = 60;
/** A side that is so far ahead of the clock is given no more room: it would never end. Milliseconds. */
const AHEAD_MS = 1_000;

/**
 * Puts the sound of one side where it belongs by the clock, so that the sides of a call go side by side: what is late, or missing in between, leaves
 * silence. Pure but for what it holds.
 */
export class Aligner {
  readonly #rate: number;
  readonly #startedAt: number;
  readonly #held: { readonly samples: Int16Array; readonly end: number; readonly arrivedAt: number }[] = [];
  #written = 0;

  /** `startedAt`: the beginning of the recording, milliseconds since the epoch. */
  constructor(rate: number, startedAt: number) {
    this.#rate = rate;
    this.#startedAt = startedAt;
  }

  /** `arrivedAt`: when the last of the samples was there. */
  push(samples: Int16Array, arrivedAt: number): void {
    if (samples.length > 0) this.#held.push({ samples, end: this.#at(arrivedAt), arrivedAt });
  }

  /** What has waited for long enough, in order; all of it at the end. */
  take(now = Number.POSITIVE_INFINITY): readonly Placed[] {
    const starts = this.#starts();
    const ripe = this.#held.findIndex(({ arrivedAt }) => arrivedAt > now - HOLD_MS);
    return this.#held.splice(0, ripe === -1 ? this.#held.length : ripe).flatMap(({ samples, end }, index) => {
      const gap = (starts[index] ?? 0) - this.#written;
      if (gap > this.#count(GAP_MS)) this.#written += gap;
      if (this.#written - end > this.#count(AHEAD_MS)) return [];
      const placed = { position: this.#written, samples };
      this.#written += samples.length;
      return [placed];
    });
  }

  /** Where each held block begins at the latest, given that those behind it had arrived when they had. */
  #starts(): readonly number[] {
    const starts: number[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const { samples, end } of [...this.#held].reverse()) {
      next = Math.min(end, next) - samples.length;
      starts.push(Math.max(0, next));
    }
    return starts.reverse();
  }

  #at(time: number): number {
    return Math.max(0, this.#count(time - this.#startedAt));
  }

  #count(milliseconds: number): number {
    return Math.round((milliseconds * this.#rate) / 1_000);
  }
}

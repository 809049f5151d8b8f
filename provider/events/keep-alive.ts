/** What to do when it is time to look after a connection. */
export type Care = "ask" | "gone";

/**
 * Pure. Asks at every tick; when nothing at all has come between two ticks, the other end is gone. Any frame is a sign of life, not the
 * answer alone: it may stand behind others. A tick that comes late says that this process did not run, so that nothing was read either.
 */
export class KeepAlive {
  readonly #interval: number;
  #heard = true;
  #lastTick: number;

  /** Times are in milliseconds, on a clock that nobody sets back. */
  constructor(interval: number, now: number) {
    this.#interval = interval;
    this.#lastTick = now;
  }

  /** Something came. */
  heard(): void {
    this.#heard = true;
  }

  tick(now: number): Care {
    const late = now - this.#lastTick > this.#interval * LATE;
    const gone = !this.#heard && !late;
    this.#lastTick = now;
    this.#heard = false;
    return gone ? "gone" : "ask";
  }
}

/** Timers of a busy machine are never quite on time. */
const LATE = 1.5;

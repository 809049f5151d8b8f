import { LONGEST_TIMER_MS } from "../../../timers.js";
/** The delays of one simulated call, all of them faster by the same factor, and all of them over when the call is. */
export class Timeline {
  readonly #speed: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #over = false;

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Acts once, unless the returned function is called before. */
  after(milliseconds: number, act: () => void): () => void {
    if (this.#over) return () => {};
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        act();
      },
      Math.min(milliseconds / this.#speed, LONGEST_TIMER_MS),
    );
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Acts on each step at its time from now on, in their order. Late timers do not add up: whatever is due is done at once. */
  walk<Step extends { readonly at: number }>(
    steps: readonly Step[],
    act: (step: Step) => void,
    done: () => void = () => {},
  ): void {
    const began = performance.now();
    let next = 0;
    const go = (): void => {
      for (;;) {
        if (this.#over) return;
        const step = steps[next];
        if (step === undefined) {
          done();
          return;
        }
        const wait = step.at - (performance.now() - began) * this.#speed;
        // Timers are no more exact than a millisecond.
        if (wait / this.#speed >= 1) {
          this.after(wait, go);
          return;
        }
        next += 1;
        act(step);
      }
    };
    go();
  }

  /** Nothing happens any more. */
  end(): void {
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

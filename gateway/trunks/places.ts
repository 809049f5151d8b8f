/** Gives a place back. Again: nothing. */
export type GiveBack = () => void;

/** As many places as there are: what goes on at the same time. */
export class Places {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get free(): boolean {
    return this.#taken < this.#most;
  }

  /** Takes a place and returns how to give it back; `undefined` when none is free. */
  take(): GiveBack | undefined {
    if (!this.free) return undefined;
    this.#taken += 1;
    let mine = true;
    return () => {
      if (mine) this.#taken -= 1;
      mine = false;
    };
  }
}

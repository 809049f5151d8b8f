/** The waveform of a recording, small enough for a page. Pure. */

/** How many bars the waveform of a whole recording has at most. */
export const PEAKS_MAX = 600;

/** Takes the sound of one side block by block and keeps the loudest sample of each of equally long stretches, from 0 to 100. */
export class Peaks {
  readonly #perBar: number;
  readonly #loudest: number[];
  #position = 0;

  /** `samples`: how many the longer side of the recording has. */
  constructor(samples: number) {
    this.#perBar = Math.max(1, samples / PEAKS_MAX);
    this.#loudest = new Array<number>(Math.min(PEAKS_MAX, samples)).fill(0);
  }

  add(samples: Int16Array): void {
    for (const sample of samples) {
      const bar = Math.min(this.#loudest.length - 1, Math.floor(this.#position / this.#perBar));
      const loud = sample < 0 ? -sample : sample;
      if (loud > (this.#loudest[bar] ?? 0)) this.#loudest[bar] = loud;
      this.#position += 1;
    }
  }

  /** The square root makes low voices visible beside loud ones. */
  bars(): readonly number[] {
    return this.#loudest.map((loud) => Math.round(100 * Math.sqrt(Math.min(1, loud / 32_767))));
  }
}

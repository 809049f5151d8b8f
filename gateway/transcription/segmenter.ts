/** A piece of sound with words in it, cut at silences. */
export interface Segment {
  readonly samples: Int16Array;
  /** Hz. */
  readonly sampleRate: number;
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
}

const FRAME_MS = 20;
/** What is kept from before a voice was noticed: words begin softly. */
const PRE_ROLL_MS = 240;
/** So long a silence ends a segment; so much of it stays. */
const SILENCE_MS = 600;
const TAIL_MS = 200;
/** Less voice than this is a click. */
const LEAST_VOICE_MS = 200;
/** Longer is cut where it is softest within its last seconds. */
const LONGEST_MS = 15_000;
const SOFT_SPOT_MS = 4_000;
/** A silence of the clock, in which no sound came at all. */
const GAP_MS = 500;
/** Root mean square of 16-bit samples: what is softer is no voice, however still the line is. */
const VOICE_RMS = 130;
/** How far a voice is above the noise of its line, and how loud that noise may be at most. */
const ABOVE_NOISE = 2.5;
const NOISE_MAX = 800;
const NOISE_PACE = 0.05;

interface Frame {
  readonly samples: Int16Array;
  readonly startedAt: number;
  readonly rms: number;
  readonly voiced: boolean;
}

/** Cuts the sound of one side into segments, by its energy. Pure but for what it holds. */
export class Segmenter {
  readonly #rate: number;
  readonly #frameLength: number;
  #rest = new Int16Array(0);
  /** When the next sample is from; `undefined` before the first. */
  #time: number | undefined;
  #noise = 0;
  /** Since the last segment, or the pre-roll of one that may begin. */
  #frames: Frame[] = [];
  #open = false;

  constructor(rate: number) {
    this.#rate = rate;
    this.#frameLength = Math.max(1, Math.round((rate * FRAME_MS) / 1_000));
  }

  /** Takes sound whose last sample was heard at `endedAt`; answers the segments that are complete with it. */
  push(samples: Int16Array, endedAt: number): readonly Segment[] {
    const done: Segment[] = [];
    const began = endedAt - (samples.length * 1_000) / this.#rate;
    if (this.#time === undefined || began - this.#time > GAP_MS) {
      done.push(...this.end());
      this.#time = began;
    }
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    let at = 0;
    for (; at + this.#frameLength <= all.length; at += this.#frameLength) {
      done.push(...this.#take(all.slice(at, at + this.#frameLength)));
    }
    this.#rest = all.slice(at);
    return done;
  }

  /** What is begun, at the end of the call. */
  end(): readonly Segment[] {
    const last = this.#open ? this.#cut(this.#frames.length) : [];
    this.#frames = [];
    this.#open = false;
    this.#rest = new Int16Array(0);
    this.#time = undefined;
    return last;
  }

  #take(samples: Int16Array): readonly Segment[] {
    const startedAt = this.#time ?? 0;
    this.#time = startedAt + FRAME_MS;
    const rms = level(samples);
    const voiced = rms > Math.max(VOICE_RMS, ABOVE_NOISE * this.#noise);
    if (!voiced) this.#noise = Math.min(NOISE_MAX, this.#noise + NOISE_PACE * (rms - this.#noise));
    this.#frames.push({ samples, startedAt, rms, voiced });
    if (!this.#open) {
      // Two frames in a row: one is a crackle.
      this.#open = this.#frames.slice(-2).every((frame) => frame.voiced) && this.#frames.length > 1;
      if (!this.#open) this.#frames = this.#frames.slice(-count(PRE_ROLL_MS));
      return [];
    }
    if (this.#frames.slice(-count(SILENCE_MS)).every((frame) => !frame.voiced)) {
      const segment = this.#cut(this.#frames.length - count(SILENCE_MS - TAIL_MS));
      this.#open = false;
      this.#frames = this.#frames.slice(-count(PRE_ROLL_MS));
      return segment;
    }
    return this.#frames.length >= count(LONGEST_MS) ? this.#cut(this.#softest()) : [];
  }

  /** The frames up to there as a segment, if a voice is in them; the others are left. */
  #cut(end: number): readonly Segment[] {
    const frames = this.#frames.splice(0, end);
    const [first] = frames;
    if (first === undefined || frames.filter(({ voiced }) => voiced).length < count(LEAST_VOICE_MS)) return [];
    const samples = new Int16Array(frames.length * this.#frameLength);
    frames.forEach((frame, index) => {
      samples.set(frame.samples, index * this.#frameLength);
    });
    return [{ samples, sampleRate: this.#rate, startedAt: first.startedAt }];
  }

  #softest(): number {
    const from = this.#frames.length - count(SOFT_SPOT_MS);
    const rms = this.#frames.slice(from).map((frame) => frame.rms);
    return from + rms.indexOf(Math.min(...rms)) + 1;
  }
}

function count(milliseconds: number): number {
  return Math.round(milliseconds / FRAME_MS);
}

function level(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

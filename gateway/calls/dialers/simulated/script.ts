import type { Speaker } from "../../speech.js";

/** What is said on a simulated call. */
export interface Cue {
  /** Milliseconds after the answer. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Absent when the script does not say. */
  readonly speaker?: Speaker;
}

/** A guess at an utterance, or the last word on it. */
export interface Moment {
  /** Milliseconds after the answer. */
  readonly at: number;
  readonly utterance: number;
  readonly cue: Cue;
  /** The words so far. */
  readonly text: string;
  readonly isFinal: boolean;
}

/** How often a recogniser guesses. */
const GUESS_EVERY_MS = 400;

/** What a recogniser would tell of the cues, in the order of time: guesses that grow by whole words, then the utterance. Pure. */
export function moments(cues: readonly Cue[]): readonly Moment[] {
  const all = cues.flatMap((cue, utterance): Moment[] => {
    const words = cue.text.split(" ");
    const duration = cue.end - cue.start;
    const guesses = Math.min(words.length - 1, Math.floor(duration / GUESS_EVERY_MS));
    return [
      ...Array.from({ length: guesses }, (_, index): Moment => {
        const part = (index + 1) / (guesses + 1);
        const text = words.slice(0, Math.max(1, Math.floor(words.length * part))).join(" ");
        return { at: Math.round(cue.start + duration * part), utterance, cue, text, isFinal: false };
      }),
      { at: cue.end, utterance, cue, text: cue.text, isFinal: true },
    ];
  });
  return all.sort((one, other) => one.at - other.at);
}

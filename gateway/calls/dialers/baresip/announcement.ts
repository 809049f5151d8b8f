import { readFileSync } from "node:fs";
import { SAMPLE_BYTES, wavHeader } from "../../../audio/wav.js";
import { StartupError } from "../../../errors.js";
import { parseWav } from "./wav.js";

/** What is said to the far end after the answer. */
export interface Announcement {
  /** Milliseconds that it takes. */
  readonly milliseconds: number;
  /** The file that baresip plays. */
  readonly wav: Buffer;
}

const SAMPLE_RATE = 8_000;
/** Longer ones are a mistake. */
const MAX_SECONDS = 120;
/** Until baresip plays what it has just begun with. */
const LEAD_SECONDS = 0.2;
/** At the end of a file baresip would hang up; it is told to stop long before. */
const TAIL_SECONDS = 10;

/** Throws a `StartupError` when the file is no 16-bit mono WAV of 8 kHz. */
export function readAnnouncement(path: string): Announcement {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (error) {
    throw new StartupError("BAD_OPTION", `The announcement ${path} cannot be read.`, { cause: error });
  }
  const format = parseWav(file);
  const isRight =
    format?.encoding === 1 && format.channels === 1 && format.sampleRate === SAMPLE_RATE && format.bitsPerSample === 16;
  if (format === undefined || !isRight) {
    throw new StartupError(
      "BAD_OPTION",
      `The announcement ${path} must be a WAV file of 16-bit mono PCM at 8000 Hz; make it one with: sox IN -r 8000 -c 1 -b 16 OUT.wav`,
    );
  }
  const samples = file.subarray(format.dataStart, format.dataStart + format.dataLength);
  const seconds = samples.length / 2 / SAMPLE_RATE;
  if (seconds === 0 || seconds > MAX_SECONDS) {
    throw new StartupError(
      "BAD_OPTION",
      `The announcement ${path} must last up to ${MAX_SECONDS} seconds, and not be empty.`,
    );
  }
  const silence = (length: number) => Buffer.alloc(Math.round(length * SAMPLE_RATE) * SAMPLE_BYTES);
  const sound = Buffer.concat([
    silence(LEAD_SECONDS),
    samples.subarray(0, samples.length - (samples.length % SAMPLE_BYTES)),
    silence(TAIL_SECONDS),
  ]);
  return {
    milliseconds: Math.round((LEAD_SECONDS + seconds) * 1_000),
    wav: Buffer.concat([wavHeader(SAMPLE_RATE, sound.length / SAMPLE_BYTES), sound]),
  };
}

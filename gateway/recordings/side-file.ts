import { type FileHandle, open } from "node:fs/promises";
import { resample } from "../audio/resample.js";
import { bytesOf, SAMPLE_BYTES, WAV_HEADER_BYTES, WAV_SAMPLES_MAX, wavHeader } from "../audio/wav.js";
import { Aligner } from "./aligner.js";

/** How much sound may wait for the disk: four minutes and more of a telephone call. */
const WAITING_BYTES_MAX = 4 * 1_048_576;

/** One side of a call as a WAV file that grows while the call goes on. */
export class SideFile {
  readonly sampleRate: number;
  readonly #path: string;
  readonly #ready: Promise<void>;
  readonly #aligner: Aligner;
  #file: FileHandle | undefined;
  /** Bytes that wait for the disk. */
  #waiting = 0;
  #latest: Promise<void> = Promise.resolve();
  /** How many are in the file. */
  #samples = 0;

  /** `ready` resolves when the folder is there. */
  constructor(path: string, sampleRate: number, startedAt: number, ready: Promise<void>) {
    this.#path = path;
    this.sampleRate = sampleRate;
    this.#ready = ready;
    this.#aligner = new Aligner(sampleRate, startedAt);
  }

  push(samples: Int16Array, sampleRate: number, arrivedAt: number): void {
    // A copy: whoever tells of sound may use its buffer again.
    const kept = resample(samples.slice(), sampleRate, this.sampleRate);
    this.#waiting += kept.byteLength;
    this.#aligner.push(kept, arrivedAt);
  }

  /** Throws when more waits for the disk than may. */
  check(): void {
    if (this.#waiting > WAITING_BYTES_MAX) throw new Error("the disk is too slow");
  }

  /** Writes what is ripe, behind what is being written; rejects when that cannot be done. */
  flush(now?: number): Promise<void> {
    const write = () => this.#flush(now);
    this.#latest = this.#latest.then(write, write);
    return this.#latest;
  }

  async #flush(now: number | undefined): Promise<void> {
    for (const { position, samples } of this.#aligner.take(now)) {
      if (position + samples.length > WAV_SAMPLES_MAX) throw new Error("it is longer than a WAV file can be");
      // Silence is a hole in the file: it takes no room and no time.
      await this.#write(bytesOf(samples), WAV_HEADER_BYTES + position * SAMPLE_BYTES);
      this.#waiting -= samples.byteLength;
      this.#samples = position + samples.length;
    }
  }

  /** Writes the rest as far as that can be done, and makes the header right. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      const file = this.#file;
      this.#file = undefined;
      await file?.write(wavHeader(this.sampleRate, this.#samples), 0, WAV_HEADER_BYTES, 0).finally(() => file.close());
    }
  }

  async #opened(): Promise<FileHandle> {
    if (this.#file !== undefined) return this.#file;
    await this.#ready;
    const file = await open(this.#path, "wx", 0o600);
    this.#file = file;
    await file.write(wavHeader(this.sampleRate, 0));
    return file;
  }

  async #write(bytes: Buffer, position: number): Promise<void> {
    const file = await this.#opened();
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      if (bytesWritten === 0) throw new Error("nothing was written");
      done += bytesWritten;
    }
  }
}

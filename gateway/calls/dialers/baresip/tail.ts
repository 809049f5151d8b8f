import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Media, Side } from "../../dialer.js";
import { parseWav, toMono, type WavFormat } from "./wav.js";

const LOOK_EVERY_MS = 160;
/** Headers of libsndfile are 44 bytes; others may have more chunks. */
const HEAD_BYTES = 256;
/** Twice what comes between two looks in the richest encoding. */
const READ_BYTES = 65_536;
/** What has been read is given back to the disk in pieces of this size. */
const FREE_BYTES = 4_194_304;
/** A far end that is silent may send nothing: then its side is filled up with silence, once it is so much late… */
const LATE_MS = 400;
/** …to so much, for what may be on its way. */
const ON_ITS_WAY_MS = 200;

/** Reads the sound of a call from the files that baresip's sndfile writes while it goes on. */
export class MediaTail {
  readonly #sides: readonly SideTail[];
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(folder: string, onMedia: (media: Media) => void) {
    this.#sides = [new SideTail(folder, "far", "-dec.wav", onMedia), new SideTail(folder, "near", "-enc.wav", onMedia)];
  }

  /** At the answer: what was heard before is not of the call. */
  start(): void {
    const answeredAt = performance.now();
    for (const side of this.#sides) side.start(answeredAt);
    this.#plan();
  }

  /** Resolves when all has been told. */
  async stop(): Promise<void> {
    if (this.#stopped) return this.#reading;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#reading = this.#reading.then(() => this.#read()).then(() => this.#close());
    await this.#reading;
  }

  #plan(): void {
    this.#timer = setTimeout(() => {
      this.#reading = this.#read();
      void this.#reading.then(() => {
        if (!this.#stopped) this.#plan();
      });
    }, LOOK_EVERY_MS);
  }

  async #read(): Promise<void> {
    for (const side of this.#sides) await side.read(this.#stopped);
  }

  async #close(): Promise<void> {
    for (const side of this.#sides) await side.close();
  }
}

class SideTail {
  readonly #folder: string;
  readonly #side: Side;
  readonly #suffix: string;
  readonly #onMedia: (media: Media) => void;
  readonly #buffer = Buffer.alloc(READ_BYTES);
  #startedAt: number | undefined;
  #file: { readonly path: string; readonly handle: FileHandle; readonly format: WavFormat } | undefined;
  #position = 0;
  #freed = 0;
  /** Milliseconds that have been told. */
  #told = 0;
  /** How much of the file was there before the answer. */
  #early = 0;

  constructor(folder: string, side: Side, suffix: string, onMedia: (media: Media) => void) {
    this.#folder = folder;
    this.#side = side;
    this.#suffix = suffix;
    this.#onMedia = onMedia;
  }

  start(at: number): void {
    this.#startedAt = at;
    try {
      const name = readdirSync(this.#folder).find((each) => each.endsWith(this.#suffix));
      if (name !== undefined) this.#early = statSync(join(this.#folder, name)).size;
    } catch {
      // Then all of it is read.
    }
  }

  async read(isLast: boolean): Promise<void> {
    try {
      await this.#follow();
      this.#fillUp(isLast);
    } catch {
      // A folder that is gone has nothing more to tell.
    }
  }

  async close(): Promise<void> {
    await this.#file?.handle.close().catch(() => undefined);
    this.#file = undefined;
  }

  async #follow(): Promise<void> {
    if (this.#file === undefined) await this.#find();
    const file = this.#file;
    if (file === undefined) return;
    const frame = 2 * file.format.channels;
    for (;;) {
      const { bytesRead } = await file.handle.read(this.#buffer, 0, READ_BYTES, this.#position);
      const whole = bytesRead - (bytesRead % frame);
      if (whole === 0) break;
      this.#position += whole;
      this.#tell(file.format.sampleRate, toMono(this.#buffer.subarray(0, whole), file.format.channels));
    }
    this.#free(file.path);
  }

  async #find(): Promise<void> {
    const name = (await readdir(this.#folder)).sort().find((each) => each.endsWith(this.#suffix));
    if (name === undefined) return;
    const path = join(this.#folder, name);
    const handle = await open(path, "r");
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const format = parseWav(buffer.subarray(0, bytesRead));
    if (format === undefined || format.bitsPerSample !== 16 || format.channels < 1) {
      await handle.close();
      return;
    }
    this.#file = { path, handle, format };
    const frame = 2 * format.channels;
    this.#position = format.dataStart + Math.floor(Math.max(0, this.#early - format.dataStart) / frame) * frame;
  }

  #tell(sampleRate: number, samples: Int16Array): void {
    this.#told += (samples.length / sampleRate) * 1_000;
    this.#onMedia({ side: this.#side, sampleRate, samples });
  }

  #fillUp(isLast: boolean): void {
    if (this.#startedAt === undefined || this.#file === undefined) return;
    const late = performance.now() - this.#startedAt - this.#told;
    if (late < LATE_MS && !isLast) return;
    const { sampleRate } = this.#file.format;
    const missing = Math.floor(((late - (isLast ? 0 : ON_ITS_WAY_MS)) * sampleRate) / 1_000);
    if (missing > 0) this.#tell(sampleRate, new Int16Array(missing));
  }

  #free(path: string): void {
    if (this.#position - this.#freed < FREE_BYTES) return;
    // All but the header; what cannot be freed is freed with the folder.
    const [offset, length] = [Math.max(this.#freed, 4_096), this.#position - Math.max(this.#freed, 4_096)];
    this.#freed = this.#position;
    spawn("fallocate", ["--punch-hole", "--offset", String(offset), "--length", String(length), path], {
      stdio: "ignore",
    }).once("error", () => undefined);
  }
}

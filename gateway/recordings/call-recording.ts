import type { Media, Side } from "../calls/dialer.js";
import type { RecordingFolder } from "./folder.js";
import { SideFile } from "./side-file.js";

/** The recording of one call while it is up: a file a side, as long as each other. */
export class CallRecording {
  readonly conversationId: string;
  /** When its first sound began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Resolves when its folder is there. */
  readonly #ready: Promise<void>;
  readonly #folder: RecordingFolder;
  /** Of both sides: they are mixed. Hz. */
  readonly #sampleRate: number;
  readonly #sides = new Map<Side, SideFile>();
  #flushing = false;

  constructor(conversationId: string, folder: RecordingFolder, first: Media, now: number) {
    this.conversationId = conversationId;
    this.startedAt = now - lengthOf(first);
    this.#folder = folder;
    this.#sampleRate = first.sampleRate;
    this.#ready = folder.create(conversationId, this.startedAt);
    this.#ready.catch(() => {});
  }

  take({ side, samples, sampleRate }: Media, now: number): void {
    let file = this.#sides.get(side);
    if (file === undefined) {
      file = new SideFile(
        this.#folder.sideOf(this.conversationId, side),
        this.#sampleRate,
        this.startedAt,
        this.#ready,
      );
      this.#sides.set(side, file);
    }
    file.push(samples, sampleRate, now);
  }

  /** Writes what is there; rejects when it cannot. While the disk is still busy with the last of it: nothing. */
  async flush(now: number): Promise<void> {
    for (const side of this.#sides.values()) side.check();
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      await this.#ready;
      await Promise.all([...this.#sides.values()].map((side) => side.flush(now)));
    } finally {
      this.#flushing = false;
    }
  }

  /** Writes the rest, as far as that can be done. */
  async close(): Promise<void> {
    const closed = await Promise.allSettled([...this.#sides.values()].map((side) => side.close()));
    // Not before the other side is done too.
    for (const each of closed) if (each.status === "rejected") throw each.reason;
  }
}

function lengthOf({ samples, sampleRate }: Media): number {
  return (samples.length * 1_000) / sampleRate;
}

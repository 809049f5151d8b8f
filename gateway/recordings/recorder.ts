import type { Media } from "../calls/dialer.js";
import type { Recording, RecordingState } from "../store/recording-store.js";
import type { Connection, Store } from "../store/store.js";
import { Turns } from "../turns.js";
import { CallRecording } from "./call-recording.js";
import type { Encoder } from "./encoder.js";
import { finishRecording } from "./finish.js";
import type { RecordingFolder } from "./folder.js";

export interface RecorderOptions {
  readonly folder: RecordingFolder;
  /** Absent where nothing is recorded any more, and what was recorded before is only kept. */
  readonly encoder: Encoder | undefined;
  /** Whether nothing is recorded of a call before its announcement. */
  readonly needsAnnouncement: boolean;
  readonly store: Pick<Store, "saveRecording" | "recording">;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Tells people something about the call. */
  readonly warn: (connectionId: string, text: string) => void;
  readonly onTrouble: (error: unknown, conversationId: string) => void;
}

const FLUSH_MS = 500;
/** Encoders that run at a time. */
const ENCODERS = 2;

/** Records the calls of this process. Nothing that goes wrong here reaches the calls, and nobody waits for it. */
export class Recorder {
  readonly #options: RecorderOptions;
  /** Conversations of the calls that are up, by connection. */
  readonly #calls = new Map<string, string>();
  /** Connections whose far end has yet to hear that it is recorded. */
  readonly #unannounced = new Set<string>();
  readonly #recordings = new Map<string, CallRecording>();
  /** By conversation: those that this process is at work on, from the first sound on. */
  readonly #work = new Map<string, { readonly stop: AbortController; done: Promise<void> }>();
  /** By conversation: why a recording broke off. */
  readonly #broken = new Map<string, string>();
  readonly #turns = new Turns(ENCODERS);
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  begin({ connectionId, conversationId }: Connection): void {
    if (this.#options.encoder === undefined) return;
    this.#calls.set(connectionId, conversationId);
    if (this.#options.needsAnnouncement) this.#unannounced.add(connectionId);
  }

  announcing(connectionId: string): void {
    this.#unannounced.delete(connectionId);
  }

  take(connectionId: string, media: Media): void {
    const conversationId = this.#calls.get(connectionId);
    if (conversationId === undefined || media.samples.length === 0 || this.#unannounced.has(connectionId)) return;
    if (this.#broken.has(conversationId)) return;
    const now = this.#options.clock();
    const recording = this.#recordings.get(connectionId) ?? this.#first(connectionId, conversationId, media, now);
    recording.take(media, now);
  }

  /** The call is over. Returns at once; what is left to do is done later. */
  end(connectionId: string): void {
    const conversationId = this.#calls.get(connectionId);
    const recording = this.#recordings.get(connectionId);
    this.#calls.delete(connectionId);
    this.#unannounced.delete(connectionId);
    this.#recordings.delete(connectionId);
    if (this.#recordings.size === 0) this.#timer = void clearInterval(this.#timer);
    if (conversationId === undefined || recording === undefined) return;
    const { startedAt } = recording;
    this.#then(conversationId, async (signal) => {
      await recording.close().catch((error: unknown) => this.#options.onTrouble(error, conversationId));
      await this.#save({ conversationId, startedAt, state: "encoding" });
      await this.#finish(conversationId, startedAt, signal);
    });
  }

  /** Whether this process is at work on it. */
  has(conversationId: string): boolean {
    return this.#work.has(conversationId);
  }

  /** Completes what a process left that is gone. */
  async repair(conversationId: string): Promise<void> {
    if (this.has(conversationId) || this.#options.encoder === undefined) return;
    const startedAt = (await this.#options.folder.note(conversationId))?.startedAt ?? this.#options.clock();
    // What is begun now would hold the stop up until it is mixed.
    if (this.#closed) return;
    await this.#then(conversationId, (signal) => this.#finish(conversationId, startedAt, signal));
  }

  /** Removes the files of a conversation that is gone. */
  async forget(conversationId: string): Promise<void> {
    const work = this.#work.get(conversationId);
    work?.stop.abort();
    await work?.done;
    await this.#options.folder.remove(conversationId);
  }

  /** Every call has ended before. What is being mixed is left to the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    const working = [...this.#work];
    await Promise.all(
      working.map(async ([conversationId, { stop, done }]) => {
        stop.abort();
        await done;
        await this.#options.folder.leave(conversationId).catch(() => {});
      }),
    );
    await this.#options.folder.close();
  }

  #first(connectionId: string, conversationId: string, media: Media, now: number): CallRecording {
    const recording = new CallRecording(conversationId, this.#options.folder, media, now);
    this.#recordings.set(connectionId, recording);
    this.#timer ??= setInterval(() => this.#flush(), FLUSH_MS).unref();
    this.#then(conversationId, () =>
      this.#save({ conversationId, startedAt: recording.startedAt, state: "recording" }),
    );
    return recording;
  }

  #flush(): void {
    const now = this.#options.clock();
    for (const [connectionId, recording] of this.#recordings) {
      if (this.#broken.has(recording.conversationId)) continue;
      recording.flush(now).catch((error: unknown) => this.#break(connectionId, recording, error));
    }
  }

  #break(connectionId: string, { conversationId, startedAt }: CallRecording, error: unknown): void {
    if (this.#broken.has(conversationId)) return;
    const failure = `The recording broke off: ${reasonOf(error)}.`;
    this.#broken.set(conversationId, failure);
    this.#options.onTrouble(error, conversationId);
    this.#options.warn(connectionId, failure);
    this.#then(conversationId, () => this.#save({ conversationId, startedAt, state: "failed", failure }));
  }

  async #finish(conversationId: string, startedAt: number, signal: AbortSignal): Promise<void> {
    const { folder, encoder, store } = this.#options;
    if (encoder === undefined) return;
    const before = this.#broken.get(conversationId) ?? (await store.recording(conversationId))?.failure ?? null;
    const finished = await this.#turns.take(() => finishRecording(folder, conversationId, encoder, signal));
    const { duration, sizes } = finished;
    const failure = before ?? finished.failure;
    const state = failure === null ? "finished" : "failed";
    await this.#save({ conversationId, startedAt, state, duration, sizes, failure });
    this.#broken.delete(conversationId);
  }

  async #save(
    change: Pick<Recording, "conversationId" | "startedAt"> & Partial<Recording> & { readonly state: RecordingState },
  ): Promise<void> {
    const failure = this.#broken.get(change.conversationId) ?? null;
    const nothing = { duration: 0, sizes: { far: 0, near: 0, mixed: 0 }, failure };
    const recording = { ...nothing, ...change, ...(failure === null ? {} : { state: "failed" as const, failure }) };
    await this.#options.store
      .saveRecording(recording)
      // A store that is away keeps it later.
      .catch((error: unknown) => this.#options.onTrouble(error, change.conversationId));
  }

  /** Does one thing after the other for a conversation. */
  #then(conversationId: string, job: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { stop, done: before } = this.#work.get(conversationId) ?? {
      stop: new AbortController(),
      done: Promise.resolve(),
    };
    const done = before
      .then(() => job(stop.signal))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#options.onTrouble(error, conversationId);
      })
      .then(() => {
        const latest = this.#work.get(conversationId);
        const goesOn = [...this.#recordings.values()].some((each) => each.conversationId === conversationId);
        if (latest?.done === done && !goesOn) this.#work.delete(conversationId);
      });
    this.#work.set(conversationId, { stop, done });
    return done;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) {
    return "the disk is full";
  }
  // Without the path of the file.
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.message : String(error);
}

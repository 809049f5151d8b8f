import type { Media } from "../calls/dialer.js";
import { StartupError } from "../errors.js";
import type { Storage } from "../store/storage.js";
import type { Connection, Store } from "../store/store.js";
import type { Encoder } from "./encoder.js";
import { RecordingFolder } from "./folder.js";
import { Recorder } from "./recorder.js";
import { sweep } from "./sweep.js";

export interface RecordingsOptions {
  /** Where recordings are kept. */
  readonly folder: string;
  /** Mixes them. Absent: nothing is recorded, and what was recorded before is shown, and forgotten in time. */
  readonly encoder?: Encoder | undefined;
  /** Refuses to record with a dialer that does not announce it, and records each call from its announcement on. Default: off. */
  readonly needsAnnouncement?: boolean;
}

/** The recordings of a gateway process. */
export class Recordings {
  readonly folder: RecordingFolder;
  readonly #recorder: Recorder;
  readonly #store: Store;
  readonly #onTrouble: (error: unknown) => void;
  #sweeping: Promise<void> | undefined;

  private constructor(folder: RecordingFolder, recorder: Recorder, store: Store, onTrouble: (error: unknown) => void) {
    this.folder = folder;
    this.#recorder = recorder;
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  static async open(
    { folder: path, encoder, needsAnnouncement = false }: RecordingsOptions,
    parts: {
      readonly storage: Pick<Storage, "signingKey" | "isLasting">;
      readonly store: Store;
      readonly clock: () => number;
      readonly warn: (connectionId: string, text: string) => void;
      readonly onTrouble: (error: unknown, conversationId?: string) => void;
    },
  ): Promise<Recordings> {
    const { store, onTrouble } = parts;
    const folder = await RecordingFolder.open(path, { ...parts.storage, create: encoder !== undefined }).catch(
      (cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new StartupError("NO_STORAGE", `The recordings folder ${path} cannot be used: ${reason}`, { cause });
      },
    );
    return new Recordings(folder, new Recorder({ ...parts, folder, encoder, needsAnnouncement }), store, onTrouble);
  }

  begin(connection: Connection): void {
    this.#recorder.begin(connection);
  }

  /** The far end begins to hear that it is recorded. */
  announcing(connectionId: string): void {
    this.#recorder.announcing(connectionId);
  }

  take(connectionId: string, media: Media): void {
    this.#recorder.take(connectionId, media);
  }

  /** The call is over; nothing has to wait for what is left to do. */
  end(connectionId: string): void {
    this.#recorder.end(connectionId);
  }

  /** Removes the files of a conversation that was deleted. */
  async forget(conversationId: string): Promise<void> {
    await this.#recorder.forget(conversationId).catch((error: unknown) => this.#onTrouble(error));
  }

  /** Removes what nobody wants any more, and completes what was left half done; one sweep at a time. */
  sweep(): Promise<void> {
    const options = { folder: this.folder, recorder: this.#recorder, store: this.#store, now: Date.now };
    this.#sweeping ??= sweep(options)
      .catch((error: unknown) => this.#onTrouble(error))
      .finally(() => {
        this.#sweeping = undefined;
      });
    return this.#sweeping;
  }

  async close(): Promise<void> {
    await this.#recorder.close();
    await this.#sweeping;
  }
}

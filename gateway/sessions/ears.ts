import type { Media } from "../calls/dialer.js";
import type { Recordings } from "../recordings/recordings.js";
import type { Connection } from "../store/store.js";
import type { LiveTranscripts } from "./transcripts.js";

/** Makes words of the sound of calls. */
export interface LiveTranscription {
  begin(connection: Connection): void;
  take(connectionId: string, media: Media): void;
  /** The call is over: resolves when all that was heard has become words, or has had its time; to what people should know of that. */
  end(connectionId: string): Promise<readonly string[]>;
}

export interface EarsOptions {
  readonly transcripts: LiveTranscripts;
  readonly recordings: Recordings | undefined;
  readonly transcription: LiveTranscription | undefined;
  /** Whether nothing may be kept of what was said before the announcement. */
  readonly needsAnnouncement: boolean;
}

/** All that listens to the calls of this process. */
export class Ears implements LiveTranscripts {
  readonly #options: EarsOptions;
  /** The calls whose announcement has begun. */
  readonly #announced = new Set<string>();

  constructor(options: EarsOptions) {
    this.#options = options;
  }

  begin(connection: Connection): void {
    const { transcripts, recordings, transcription } = this.#options;
    transcripts.begin(connection);
    recordings?.begin(connection);
    transcription?.begin(connection);
  }

  heard(connectionId: string): void {
    this.#options.transcripts.heard(connectionId);
  }

  announcing(connectionId: string): void {
    this.#announced.add(connectionId);
    this.#options.recordings?.announcing(connectionId);
  }

  take(connectionId: string, media: Media): void {
    this.#options.recordings?.take(connectionId, media);
    if (this.#options.needsAnnouncement && !this.#announced.has(connectionId)) return;
    this.#options.transcription?.take(connectionId, media);
  }

  /** Resolves when the last words are kept and published; to warnings that come too late for the call while it is up. */
  async end(connectionId: string): Promise<readonly string[]> {
    const { transcripts, recordings, transcription } = this.#options;
    this.#announced.delete(connectionId);
    recordings?.end(connectionId);
    const warnings = (await transcription?.end(connectionId)) ?? [];
    await transcripts.end(connectionId);
    return warnings;
  }
}

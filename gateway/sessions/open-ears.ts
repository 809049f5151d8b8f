import type { Logger } from "pino";
import { Recordings, type RecordingsOptions } from "../recordings/recordings.js";
import type { Storage } from "../store/storage.js";
import type { Store } from "../store/store.js";
import type { Transcriber } from "../transcription/transcriber.js";
import { Transcription } from "../transcription/transcription.js";
import { Ears } from "./ears.js";
import type { Transcripts } from "./transcripts.js";

/** Makes what listens to calls, as the options want it. */
export async function openEars(
  options: { readonly recordings?: RecordingsOptions | undefined; readonly transcriber?: Transcriber | undefined },
  parts: {
    readonly storage: Storage;
    readonly store: Store;
    readonly transcripts: Transcripts;
    readonly clock: () => number;
    readonly warn: (connectionId: string, text: string) => void;
    readonly log: Logger;
  },
): Promise<{ readonly ears: Ears; readonly recordings: Recordings | undefined }> {
  const { storage, store, transcripts, clock, warn, log } = parts;
  const recordings =
    options.recordings === undefined
      ? undefined
      : await Recordings.open(options.recordings, {
          ...{ storage, store, clock, warn },
          onTrouble: (error, conversationId) => log.warn({ err: error, conversationId }, "a recording"),
        }).catch(async (error: unknown) => {
          // Nothing has joined yet; what is open would keep the process.
          await storage.peers.leave().catch(() => {});
          await store.close();
          throw error;
        });
  const transcription =
    options.transcriber === undefined
      ? undefined
      : new Transcription({
          ...{ transcriber: options.transcriber, clock, warn },
          onSpeech: (connectionId, speech) => transcripts.take(connectionId, speech),
          onTrouble: (error, connectionId) => log.warn({ err: error, connectionId }, "transcription"),
        });
  return {
    ears: new Ears({
      ...{ transcripts, recordings, transcription },
      needsAnnouncement: options.recordings?.needsAnnouncement === true,
    }),
    recordings,
  };
}

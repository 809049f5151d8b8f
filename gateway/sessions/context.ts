import type { LiveCalls } from "../calls/live-calls.js";
import type { Readings } from "../conversation/analysis/readings.js";
import type { Recordings } from "../recordings/recordings.js";
import type { Peers } from "../store/storage.js";
import type { Store } from "../store/store.js";
import type { LiveTranscripts } from "./transcripts.js";

/** What the operations on telephony sessions work with. */
export interface SessionContext {
  readonly store: Store;
  readonly calls: LiveCalls;
  /** This process among those of the store. */
  readonly processId: string;
  readonly peers: Peers;
  readonly transcripts: LiveTranscripts;
  /** What is recorded here; absent where nothing ever was. */
  readonly recordings: Recordings | undefined;
  /** What was read out of messages lately. */
  readonly readings: Readings;
  /** Sends mails; absent when they are only kept. */
  readonly mail: { kick(): void } | undefined;
  /** Makes hashes of starts, which hold passcodes, worthless without it. */
  readonly hashKey: Uint8Array;
  /** Hears of what failed and needs nobody's answer. */
  readonly onTrouble: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Live connections that an app may have. */
  readonly maxConnections: number;
  /** What a 429 asks its caller to wait. */
  readonly retryAfterSeconds: number;
}

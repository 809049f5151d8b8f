import type { LiveCalls } from "../calls/live-calls.js";
import type { Peers } from "../store/storage.js";
import type { Store } from "../store/store.js";

/** What the operations on telephony sessions work with. */
export interface SessionContext {
  readonly store: Store;
  readonly calls: LiveCalls;
  /** This process among those of the store. */
  readonly processId: string;
  readonly peers: Peers;
  /** Makes hashes of starts, which hold passcodes, worthless without it. */
  readonly hashKey: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Live connections that an app may have. */
  readonly maxConnections: number;
  /** What a 429 asks its caller to wait. */
  readonly retryAfterSeconds: number;
}

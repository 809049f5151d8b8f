import { randomBytes } from "node:crypto";
import type { EndCause } from "../calls/causes.js";
import { MemoryStore } from "./memory-store.js";
import type { Store } from "./store.js";

/** All that a gateway process has of a storage. */
export interface Storage {
  readonly store: Store;
  /** Signs tokens; the same in every process of the storage, and after a restart. */
  readonly signingKey: Uint8Array;
  readonly peers: Peers;
  /** Whether what it holds outlasts this process. */
  readonly isLasting: boolean;
}

/** Opens the storage for the gateway process of that id; rejects with a `StartupError`. */
export type OpenStorage = (processId: string, events: StorageEvents) => Promise<Storage>;

/** What a storage tells of itself. */
export interface StorageEvents {
  /** Something failed that is tried again. */
  readonly onTrouble: (error: unknown, what: string) => void;
}

/** The other gateway processes on the same storage. */
export interface Peers {
  /** Joins them, ends the calls of those that are gone, and goes on doing so. */
  join(self: Self): Promise<void>;
  /** Asks the process that has the call up to hang up; resolves when that is kept, and rejects with a 503 when it does not answer. */
  hangUp(holder: string, connectionId: string, cause: EndCause): Promise<void>;
  /** Asks the process that has the call up to press keys; resolves to whether it does: not on a call that is not answered. Rejects with a 503 when it does not say. */
  sendDtmf(holder: string, connectionId: string, dtmf: string): Promise<boolean>;
  /** Someone was heard on the call. */
  heard(holder: string, connectionId: string): Promise<void>;
  /** Sends a result message to those who listen to the connection at other processes. */
  publish(connectionId: string, message: object): Promise<void>;
  leave(): Promise<void>;
}

/** What the others ask of this process, or tell it. */
export interface Self {
  hangUp(connectionId: string, cause: EndCause): Promise<void>;
  sendDtmf(connectionId: string, dtmf: string): boolean;
  heard(connectionId: string): void;
  publish(connectionId: string, message: object): void;
  /** The call has ended, wherever it was. */
  ended(connectionId: string, cause: EndCause): void;
  /** The others have given this process up, or are about to: it has to hang up. */
  lost(): Promise<void>;
  /** What was told for a while has been missed. */
  missed(): Promise<void>;
}

/** For a storage that no other process uses. */
export const NO_PEERS: Peers = {
  join: async () => {},
  hangUp: async () => {},
  sendDtmf: async () => false,
  heard: async () => {},
  publish: async () => {},
  leave: async () => {},
};

/** Keeps everything in this process. */
export const openMemory: OpenStorage = async () => ({
  store: new MemoryStore(),
  signingKey: randomBytes(32),
  peers: NO_PEERS,
  isLasting: false,
});

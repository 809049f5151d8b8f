import { isLive } from "../calls/call.js";
import { livenessOf } from "../process/identity.js";
import type { Store } from "../store/store.js";
import { isGone, type RecordingFolder } from "./folder.js";
import type { Recorder } from "./recorder.js";

/** After so long without a change, a recording of another machine's process is taken for left. */
const LEFT_AFTER_MS = 15 * 60_000;
/** Conversations that are asked for at a time. */
const BATCH = 1_000;

export interface SweepOptions {
  readonly folder: RecordingFolder;
  readonly recorder: Pick<Recorder, "has" | "forget" | "repair">;
  readonly store: Pick<Store, "existing" | "connectionOf">;
  /** Milliseconds since the epoch, as the file system has it. */
  readonly now: () => number;
}

/** Removes the files of conversations that are gone, whoever deleted them, and completes recordings whose process is gone. */
export async function sweep(options: SweepOptions): Promise<void> {
  const { folder, recorder, store } = options;
  const all = await folder.conversations();
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH);
    const existing = await store.existing(batch);
    for (const conversationId of batch) {
      if (!existing.has(conversationId)) await recorder.forget(conversationId);
      else if (await isLeft(options, conversationId)) await recorder.repair(conversationId);
    }
  }
}

async function isLeft({ folder, recorder, store, now }: SweepOptions, conversationId: string): Promise<boolean> {
  if (recorder.has(conversationId) || (await folder.isComplete(conversationId))) return false;
  const note = await folder.note(conversationId);
  if (!isGone(note?.owner)) {
    const elsewhere = note?.owner !== null && note?.owner !== undefined && livenessOf(note.owner) === "elsewhere";
    if (!elsewhere || now() - (await folder.touchedAt(conversationId)) < LEFT_AFTER_MS) return false;
  }
  const connection = await store.connectionOf(conversationId);
  return connection === undefined || !isLive(connection.call);
}

import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { writeWhole } from "./directory.js";
import { isGone, list, read, remove } from "./files.js";
import { livenessOf, type ProcessIdentity, thisProcess } from "./process-identity.js";
import type { SessionIdentity } from "./record.js";
import type { LockHolder } from "./stored.js";

/**
 * One process at a time settles a session's earlier starts and makes a new one: else two could each find that no call is live, and both dial, or one could hang
 * up what the other has just adopted. A lock is a file of its holder's own; whoever puts one down looks for others afterwards, so of two at least one steps back.
 */
export type Locked = { kind: "held"; release: () => Promise<void> } | { kind: "busy"; by: ProcessIdentity };

/** A holder that cannot be seen from this machine is believed for this long. */
const BELIEVED_MS = 60 * 60 * 1_000;

export async function lockSession(directory: string, session: SessionIdentity): Promise<Locked> {
  const prefix = `${prefixOf(session)}-`;
  const name = `${prefix}${randomUUID()}.lock`;
  const path = join(directory, name);
  const release = (): Promise<void> => remove(path);
  const own: LockHolder = { process: thisProcess(), at: new Date().toISOString() };
  await writeWhole(path, JSON.stringify(own), false);
  try {
    for (const other of await list(directory)) {
      if (other === name || !other.startsWith(prefix) || !other.endsWith(".lock")) continue;
      const by = await holderOf(join(directory, other));
      if (by === undefined) continue;
      await release();
      return { kind: "busy", by };
    }
    return { kind: "held", release };
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
}

/** Who holds a lock; one whose holder is gone is taken away. */
async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const text = await read(path).catch(emptyWhenGone);
  const holder = (await import("./stored.js")).readLockHolder(text);
  if (holder !== undefined) {
    const { process, at } = holder;
    const liveness = livenessOf(process);
    if (liveness === "alive" || (liveness === "elsewhere" && Date.now() - Date.parse(at) < BELIEVED_MS)) return process;
  }
  await remove(path);
  return undefined;
}

function emptyWhenGone(error: unknown): string {
  if (isGone(error)) return "";
  throw error;
}

function prefixOf({ urn, organization, backend }: SessionIdentity): string {
  return createHash("sha256")
    .update(JSON.stringify([urn, organization, backend]))
    .digest("hex")
    .slice(0, 32);
}

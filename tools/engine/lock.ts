import { randomUUID } from "node:crypto";
import {
  constants,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { interrupted, throwIfInterrupted } from "./errors.js";
import { livenessOf, type ProcessIdentity, thisProcess } from "./process-identity.js";

// The lock saves work; it does not guard correctness. Whoever makes an engine works in a directory of its own and moves
// it into place in one step, so in the worst case (two hosts on one file system, one asleep) an engine is made twice.

export interface LockOwner extends ProcessIdentity {
  readonly token: string;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when somebody else holds the lock; `undefined` when the lock does not say who. */
  readonly onWait?: (owner: LockOwner | undefined) => void;
  /** Milliseconds between two looks at a held lock. */
  readonly pollMs?: number;
  /** How often the owner touches its lock. */
  readonly heartbeatMs?: number;
  /** An owner whose pid says nothing here counts as gone when it has not touched its lock for so long. */
  readonly silenceMs?: number;
}

/**
 * Runs `body` while holding the lock file `path`. A lock whose owner is gone is taken over.
 *
 * @throws EngineError ENGINE_INTERRUPTED when `signal` fires while waiting.
 */
export async function withLock<T>(path: string, options: LockOptions, body: () => Promise<T>): Promise<T> {
  const { heartbeatMs = 5000 } = options;
  const content = JSON.stringify({ ...thisProcess(), token: randomUUID() } satisfies LockOwner);
  await acquire(path, content, options);
  const heartbeat = setInterval(() => touch(path), heartbeatMs);
  heartbeat.unref();
  try {
    return await body();
  } finally {
    clearInterval(heartbeat);
    if (read(path)?.content === content) rmSync(path, { force: true });
  }
}

async function acquire(path: string, content: string, options: LockOptions): Promise<void> {
  const { pollMs = 250, silenceMs = 60_000 } = options;
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  // The silence is measured by our own clock from when we first saw this touch: clocks of two hosts may differ.
  let seen = { key: "", at: 0 };
  for (;;) {
    throwIfInterrupted(options.signal);
    try {
      writeFileSync(path, content, { flag: "wx" });
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const held = read(path);
    if (!held) continue;
    const owner = parse(held.content);
    const now = performance.now();
    const key = `${held.touched} ${held.content}`;
    if (key !== seen.key) seen = { key, at: now };
    const liveness = owner ? livenessOf(owner) : "elsewhere";
    if (liveness === "gone" || (liveness === "elsewhere" && now - seen.at > silenceMs)) {
      takeAway(path, held.content);
      continue;
    }
    if (!told) options.onWait?.(owner);
    told = true;
    await delay(pollMs, undefined, options.signal ? { signal: options.signal } : {}).catch(() => {
      throw interrupted();
    });
  }
}

/** Removes a dead owner's lock. If another process did so first and the lock is already a new one, it is put back. */
function takeAway(path: string, content: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (read(aside)?.content !== content) copyFileSync(aside, path, constants.COPYFILE_EXCL);
  } catch {
    // Somebody else was quicker; the next look tells.
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path: string): { content: string; touched: number } | undefined {
  try {
    return { content: readFileSync(path, "utf8"), touched: statSync(path).mtimeMs };
  } catch {
    return undefined;
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Taken away from us: see above why that does no harm.
  }
}

function parse(content: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value !== "object" || value === null) return undefined;
    if (!("pid" in value && "start" in value && "host" in value && "token" in value)) return undefined;
    const { pid, start, host, token } = value;
    if (typeof pid !== "number" || typeof start !== "string" || typeof host !== "string" || typeof token !== "string")
      return undefined;
    return { pid, start, host, token };
  } catch {
    return undefined;
  }
}

import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { livenessOf, type ProcessIdentity, thisProcess } from "./identity.js";

/**
 * One process at a time in a folder; a killed one is in nobody's way.
 *
 * Locks are files `lock.1`, `lock.2`, …, and the highest counts. Taking the folder over from a dead process is to create the next one, which one
 * process alone can do; only then do the lower ones go. So the highest never goes away, and whoever created a number that was not the next one,
 * because its view was old, sees a higher one and steps back.
 */
export interface FolderLock {
  /** Whether another process has taken the folder over, having taken this one for dead. */
  isLost(): boolean;
  release(): void;
}

/** Who has the folder. */
export class FolderLocked extends Error {
  constructor(readonly holder: ProcessIdentity) {
    super(`pid ${holder.pid} on ${holder.place.split(" ")[0]}`);
  }
}

export interface FolderLockOptions {
  /** A process elsewhere, as in another container, shows that it lives by touching its lock this often. Default: 1000. */
  readonly touchMs?: number;
  /** How long such a lock may stay untouched. Default: 8000. */
  readonly silenceMs?: number;
}

const NAME = /^lock\.(\d+)$/;

const contentSchema = z.object({
  pid: z.int(),
  started: z.string(),
  place: z.string(),
  /** Tells locks of one process apart. */
  id: z.string(),
  released: z.boolean(),
});
type Content = z.output<typeof contentSchema>;

let count = 0;

/** Takes the folder; rejects with a `FolderLocked` when another process has it. */
export async function lockFolder(folder: string, options: FolderLockOptions = {}): Promise<FolderLock> {
  const { touchMs = 1_000, silenceMs = 8_000 } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  count += 1;
  const mine: Content = { ...thisProcess(), id: `${process.pid}-${count}`, released: false };
  for (;;) {
    const highest = highestLock(folder);
    if (highest > 0) {
      const holder = readLock(folder, highest);
      if (holder !== undefined && (await isHeld(folder, highest, holder, silenceMs))) throw new FolderLocked(holder);
    }
    const path = join(folder, `lock.${highest + 1}`);
    if (!createLock(folder, path, mine)) continue;
    if (highestLock(folder) > highest + 1) {
      rmSync(path, { force: true });
      continue;
    }
    for (const number of lockNumbers(folder)) {
      if (number <= highest) rmSync(join(folder, `lock.${number}`), { force: true });
    }
    return held(folder, highest + 1, path, mine, touchMs);
  }
}

function held(folder: string, number: number, path: string, mine: Content, touchMs: number): FolderLock {
  const timer = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(path, now, now);
    } catch {
      // A full or lost disk; the storage will say so.
    }
  }, touchMs);
  timer.unref();
  return {
    isLost: () => highestLock(folder) > number,
    release: () => {
      clearInterval(timer);
      try {
        // It stays as the highest, so that numbers only grow.
        if (highestLock(folder) === number) writeFileSync(path, JSON.stringify({ ...mine, released: true }));
      } catch {
        // The lock of a process that is gone binds nobody.
      }
    },
  };
}

async function isHeld(folder: string, number: number, holder: Content, silenceMs: number): Promise<boolean> {
  if (holder.released) return false;
  switch (livenessOf(holder)) {
    case "alive":
      return true;
    case "dead":
      return false;
    case "elsewhere": {
      // No clocks are compared: the other machine's may be wrong.
      const before = touchedAt(folder, number);
      for (let waited = 0; waited < silenceMs; waited += 100) {
        await delay(100);
        if (touchedAt(folder, number) !== before) return readLock(folder, number)?.released !== true;
      }
      return false;
    }
  }
}

/** Creates it with its content at once, so that nobody reads half of it; `false` when it was there. */
function createLock(folder: string, path: string, content: Content): boolean {
  const draft = join(folder, `lock-draft-${content.id}-${Date.now()}`);
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** `undefined` when it is gone, or nobody can have written it. */
function readLock(folder: string, number: number): Content | undefined {
  try {
    return contentSchema.parse(JSON.parse(readFileSync(join(folder, `lock.${number}`), "utf8")));
  } catch {
    return undefined;
  }
}

function touchedAt(folder: string, number: number): number | undefined {
  return statSync(join(folder, `lock.${number}`), { throwIfNoEntry: false })?.mtimeMs;
}

function highestLock(folder: string): number {
  return Math.max(0, ...lockNumbers(folder));
}

function lockNumbers(folder: string): readonly number[] {
  return readdirSync(folder).flatMap((name) => {
    const number = NAME.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

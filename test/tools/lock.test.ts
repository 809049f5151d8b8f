import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock } from "../../tools/engine/lock.js";
import { thisProcess } from "../../tools/engine/process-identity.js";
import { cleanUpAfterEach, temporaryDirectory } from "./support.js";

cleanUpAfterEach();

const quick = { pollMs: 5, heartbeatMs: 20 };

function lockFile(content?: unknown): string {
  const file = join(temporaryDirectory(), "lock");
  if (content !== undefined) writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

test("bodies under one lock never overlap, and the lock is gone afterwards", async () => {
  const file = lockFile();
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withLock(file, quick, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test("a failing body releases the lock", async () => {
  const file = lockFile();
  await expect(withLock(file, quick, () => Promise.reject(new Error("no luck")))).rejects.toThrow("no luck");
  expect(existsSync(file)).toBe(false);
});

test("a lock whose pid now belongs to another process is taken over", async () => {
  const file = lockFile({ ...thisProcess(), start: "1", token: "old" });
  expect(await withLock(file, quick, async () => "mine")).toBe("mine");
});

test("a torn lock file, whose owner died while writing it, is taken over after a silence", async () => {
  const file = lockFile('{"pid": 12');
  expect(await withLock(file, { ...quick, silenceMs: 50 }, async () => "mine")).toBe("mine");
});

test("another host's lock is respected as long as it is touched, and taken over once it is not", async () => {
  const file = lockFile({ pid: process.pid, start: "1", host: "elsewhere", token: "theirs" });
  let beats = 0;
  const beat = setInterval(() => {
    const now = new Date();
    utimesSync(file, now, now);
    if (++beats === 20) clearInterval(beat);
  }, 20);
  try {
    await withLock(file, { ...quick, silenceMs: 2000 }, async () => {
      expect(beats).toBe(20);
    });
  } finally {
    clearInterval(beat);
  }
});

test("who waits is told once who holds the lock, and can be interrupted", async () => {
  const owner = { ...thisProcess(), token: "held" };
  const file = lockFile(owner);
  const stop = new AbortController();
  const told: unknown[] = [];
  const waiting = withLock(
    file,
    {
      ...quick,
      signal: stop.signal,
      onWait: (who) => {
        told.push(who);
        setTimeout(() => stop.abort(), 50);
      },
    },
    async () => "never",
  );
  await expect(waiting).rejects.toMatchObject({ code: "ENGINE_INTERRUPTED" });
  expect(told).toEqual([owner]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(owner);
});

test("an owner that lost its lock leaves the new owner's lock alone", async () => {
  const file = lockFile();
  await withLock(file, quick, async () => writeFileSync(file, "somebody else's"));
  expect(readFileSync(file, "utf8")).toBe("somebody else's");
});

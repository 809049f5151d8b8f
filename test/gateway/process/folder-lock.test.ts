import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FolderLock, FolderLocked, lockFolder } from "../../../gateway/process/folder-lock.js";
import { livenessOf, thisProcess } from "../../../gateway/process/identity.js";

describe("the lock of a data folder", () => {
  let folder: string;
  const taken: FolderLock[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "folder-lock-"));
  });
  afterEach(() => {
    for (const lock of taken.splice(0)) lock.release();
    rmSync(folder, { recursive: true, force: true });
  });

  const take = async (options = {}): Promise<FolderLock> => {
    const lock = await lockFolder(folder, options);
    taken.push(lock);
    return lock;
  };
  const locks = () => readdirSync(folder).sort();
  /** A lock as another process would have left it. */
  const leave = (number: number, holder: Partial<ReturnType<typeof thisProcess>> & { released?: boolean }): string => {
    const path = join(folder, `lock.${number}`);
    writeFileSync(path, JSON.stringify({ ...thisProcess(), id: "x", released: false, ...holder }));
    return path;
  };

  it("is one process's at a time, and another's once it is released", async () => {
    const first = await take();
    await expect(take()).rejects.toThrow(FolderLocked);
    await expect(take()).rejects.toThrow(`pid ${process.pid} on `);
    first.release();
    await take();
    expect(locks()).toEqual(["lock.2"]);
  });

  it("of many who want it at once, one gets it; what a killed one left is in nobody's way", async () => {
    leave(7, { pid: await deadPid() });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => take()));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(locks()).toEqual(["lock.8"]);
  });

  it("goes to the next process when its pid has become another's", async () => {
    leave(1, { started: "1" });
    await take();
    expect(locks()).toEqual(["lock.2"]);
  });

  it("that nobody can have written binds nobody", async () => {
    writeFileSync(join(folder, "lock.1"), "{");
    await take();
    expect(locks()).toEqual(["lock.2"]);
  });

  it("of a process elsewhere holds while that touches it, and falls when it has been silent for long", async () => {
    const path = leave(1, { place: "another-machine boot pid:[1]" });
    let seconds = 1;
    const touching = setInterval(() => {
      seconds += 1;
      utimesSync(path, seconds, seconds);
    }, 50);
    try {
      await expect(take({ silenceMs: 30_000 })).rejects.toThrow("on another-machine");
    } finally {
      clearInterval(touching);
    }
    await take({ silenceMs: 300 });
    expect(locks()).toEqual(["lock.2"]);
  });

  it("tells its holder when another has taken the folder over", async () => {
    const lock = await take();
    expect(lock.isLost()).toBe(false);
    leave(2, {});
    expect(lock.isLost()).toBe(true);
    lock.release();
    expect(JSON.parse(readFileSync(join(folder, "lock.1"), "utf8"))).toMatchObject({ released: false });
  });
});

describe("whether a process lives", () => {
  it("is certain of this one, of one that is gone, and of none of another machine", async () => {
    expect(livenessOf(thisProcess())).toBe("alive");
    expect(livenessOf({ ...thisProcess(), pid: await deadPid() })).toBe("dead");
    expect(livenessOf({ ...thisProcess(), started: "1" })).toBe("dead");
    expect(livenessOf({ ...thisProcess(), place: "elsewhere" })).toBe("elsewhere");
  });
});

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
}

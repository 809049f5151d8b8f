import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import type { Encoder } from "./encoder.js";

/** A file in the making has this ending; nobody is shown it. */
export const PART = ".part";
const LONGEST_MS = 30 * 60_000;
const SAID_MAX = 500;

/** Mixes two files into `folder`, in a process of low priority; the mixed file is there as a whole or not at all. Rejects with what the program said. */
export async function encode(
  encoder: Encoder,
  files: { readonly folder: string; readonly far: string; readonly near: string },
  signal: AbortSignal,
): Promise<void> {
  const part = join(files.folder, `${randomUUID()}${PART}`);
  try {
    // With its rights from the beginning.
    await (await open(part, "wx", 0o600)).close();
    await run(encoder.command(files.far, files.near, part), signal);
    await rename(part, join(files.folder, encoder.file));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

function run([program, ...args]: readonly [string, ...string[]], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw signal.reason;
    const child = spawn(program, args, {
      stdio: ["ignore", "ignore", "pipe"],
      signal,
      killSignal: "SIGKILL",
      timeout: LONGEST_MS,
    });
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    } catch {
      // It has ended already, or may not be slowed down.
    }
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(0, SAID_MAX);
    });
    child.once("error", reject);
    child.once("close", (code, by) => {
      if (code === 0) resolve();
      else reject(new Error(said.trim().split("\n").at(-1) || `it ended with ${code ?? by}`));
    });
  });
}

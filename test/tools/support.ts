import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterEach, vi } from "vitest";
import { livenessOf, thisProcess } from "../../tools/engine/process-identity.js";

const cleanups: (() => void)[] = [];

/** Empty, and gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "symbl-engine-test-"));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function cleanUpAfterEach(): void {
  afterEach(() => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  });
}

export interface Spawned {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Standard output and standard error so far. */
  output(): string;
  /** Settles once the output holds this; rejects when the process ends without it. */
  until(text: string): Promise<void>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Runs a TypeScript file in a Node.js process of its own. It is killed after the test, should it still run. */
export function spawnTypeScript(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Spawned {
  const loader = pathToFileURL(createRequire(__filename).resolve("tsx")).href;
  const child = spawn(process.execPath, ["--import", loader, file, ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
  cleanups.push(() => child.kill("SIGKILL"));
  child.stdin.on("error", () => {});
  const chunks: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      chunks.push(text);
      for (const listener of listeners) listener();
    });
  const output = (): string => chunks.join("");
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? -1));
  });
  const until = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!output().includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      ended.then(() => reject(new Error(`Ended without "${text}":\n${output()}`)));
      look();
    });
  return { child, output, until, ended };
}

/** Settles once no process has this pid any more. */
export async function untilGone(pid: number): Promise<void> {
  const { host } = thisProcess();
  await vi.waitUntil(() => livenessOf({ pid, start: "", host }) === "gone", { timeout: 20_000, interval: 50 });
}

/** Settles with the text of a file once it is there and ends its line. */
export function untilWritten(file: string): Promise<string> {
  const line = (): string | undefined => {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    return text.endsWith("\n") ? text.trim() : undefined;
  };
  return vi.waitUntil(line, { timeout: 20_000, interval: 20 });
}

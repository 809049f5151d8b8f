import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { unlessDemanded } from "../left-out.js";

/** A speech recogniser for the tests: pocketsphinx, whose model comes inside its package, in a cached environment. */

const VERSION = "5.1.1";
const VENV = resolve(__dirname, "../../../node_modules/.cache/pocketsphinx", VERSION);
const INSTALLED = join(VENV, "installed");

/** Installs it where it is missing; resolves to why it cannot be had here. */
export function whyNoRecogniser(): string | undefined {
  if (existsSync(INSTALLED)) return undefined;
  if (spawnSync("python3", ["-c", "import venv, ensurepip"]).status !== 0)
    return unlessDemanded("no Python with venv here");
  mkdirSync(VENV, { recursive: true });
  const done =
    spawnSync("python3", ["-m", "venv", VENV]).status === 0 &&
    spawnSync(join(VENV, "bin/pip"), ["install", "--quiet", `pocketsphinx==${VERSION}`], { timeout: 120_000 })
      .status === 0;
  if (done) mkdirSync(INSTALLED);
  else rmSync(VENV, { recursive: true, force: true });
  return unlessDemanded(done ? undefined : "pip could not install pocketsphinx");
}

export interface Recogniser {
  /** Base URL, such as `http://127.0.0.1:9000/v1`. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startRecogniser(): Promise<Recogniser> {
  const child = spawn(join(VENV, "bin/python"), [join(__dirname, "recogniser.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (typeof value !== "string") throw new Error(`the recogniser ended with ${child.exitCode}`);
  return {
    url: `http://127.0.0.1:${value}/v1`,
    close: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.stdin.end();
      await gone;
    },
  };
}

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";

export const checkout = join(__dirname, "..", "..");

/** A run of the demo takes half a minute where nothing else runs, and may have to build an engine first. */
export const demoTimeoutMs = engineTimeoutMs;

type Environment = Readonly<Record<string, string | undefined>>;

export interface Started {
  readonly child: ChildProcess;
  /** Standard output and standard error so far. */
  output(): string;
  /** Settles once the output holds this, and rejects when the process ends without it. */
  until(text: string): Promise<void>;
  /** Exit code, or the signal that ended it; the output is complete then. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** As Ctrl-C in a terminal does: SIGINT to the whole foreground process group. */
  ctrlC(): void;
}

/** A place to run the demo in, with an empty directory for temporary files. */
export interface Place {
  readonly temporary: string;
  start(command: string, args: readonly string[], env?: Environment): Started;
  /** `node --import tsx tools/demo/main.ts`. */
  demo(args?: readonly string[], env?: Environment): Started;
  /** Files and processes of this place that are still there. Processes are seen on Linux only. */
  remains(): readonly string[];
}

const places: { readonly directory: string; readonly mark: string; readonly started: Started[] }[] = [];

/** Everything that was started in it, and whatever that started, is ended after the test. */
export function newPlace(): Place {
  const temporary = mkdtempSync(join(tmpdir(), "symbl-demo-test-"));
  const mark = randomUUID();
  const started: Started[] = [];
  places.push({ directory: temporary, mark, started });

  const start = (command: string, args: readonly string[], env: Environment = {}): Started => {
    const child = spawn(command, [...args], {
      cwd: checkout,
      // tsx keeps what it compiled in the temporary directory, for other runs too; here that would hide what the demo leaves.
      env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: "1", DEMO_TEST: mark, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const one = follow(child);
    started.push(one);
    return one;
  };
  return {
    temporary,
    start,
    demo: (args = [], env) =>
      start(process.execPath, ["--import", "tsx", join("tools", "demo", "main.ts"), ...args], env),
    remains: () => [...readdirSync(temporary), ...processesWith(mark).map(({ text }) => text)],
  };
}

export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const { directory, mark, started } of places.splice(0)) {
      for (const { child } of started) killGroup(child);
      for (const { pid } of processesWith(mark)) process.kill(pid, "SIGKILL");
      await Promise.all(started.map(({ ended }) => ended));
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

/**
 * A `pulumi` that does some things itself and leaves the others to the real one, in the directory `own-pulumi` of the place; returns what
 * makes the demo take it. `cases` are those of a shell's `case` over the command line.
 */
export async function pulumiThat(place: Place, cases: string): Promise<NodeJS.ProcessEnv> {
  const real = await testEngine();
  const directory = join(place.temporary, "own-pulumi");
  mkdirSync(directory);
  const script = (name: string, body: string): void =>
    writeFileSync(join(directory, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  script("pulumi", `case "$*" in\n${cases}\n*) exec '${real.command}' "$@" ;;\nesac`);
  // The real engine looks for its language host beside itself; it is here for the demo to see.
  script("pulumi-language-nodejs", `exec '${join(real.binDirectory, "pulumi-language-nodejs")}' "$@"`);
  return { SYMBL_ENGINE: "path", PATH: `${directory}${delimiter}${process.env.PATH}` };
}

/** What the demo could leave in the checkout. The tests that run beside it have files of their own there. */
export function filesInCheckout(): readonly string[] {
  return [".", join("examples", "zoom-pstn"), join("tools", "demo")].flatMap((directory) =>
    readdirSync(join(checkout, directory))
      .filter((name) => !/^Pulumi\.test-[0-9a-f]{8}\.yaml$/.test(name))
      .map((name) => join(directory, name)),
  );
}

/** The one match of a group in what was printed. */
export function printed(output: string, pattern: RegExp): string {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`${pattern} is not in:\n${output}`);
  return found;
}

/** The lines in the order in which they must come; returns those that do not. */
export function outOfOrder(output: string, wanted: readonly string[]): readonly string[] {
  let at = 0;
  return wanted.filter((text) => {
    const found = output.indexOf(text, at);
    if (found >= 0) at = found + text.length;
    return found < 0;
  });
}

export async function liveCalls(gatewayUrl: string): Promise<number> {
  const response = await fetch(`${gatewayUrl}/_gateway/connections`);
  const body: { connections: { state: string }[] } = JSON.parse(await response.text());
  return body.connections.filter(({ state }) => state !== "ended").length;
}

export async function answers(gatewayUrl: string): Promise<boolean> {
  return fetch(`${gatewayUrl}/_gateway/health`).then(
    () => true,
    () => false,
  );
}

/** Processes of this place whose command line has `text`. Linux only. */
export function pidsOf(place: Place, text: string): readonly number[] {
  const mark = places.find(({ directory }) => directory === place.temporary)?.mark ?? "";
  return processesWith(mark)
    .filter((one) => one.text.includes(text))
    .map(({ pid }) => pid);
}

function follow(child: ChildProcess): Started {
  const chunks: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      chunks.push(text);
      for (const listener of listeners) listener();
    });
  const output = (): string => chunks.join("");
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once("error", reject);
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
      ended.then(() => reject(new Error(`Ended without "${text}":\n${output()}`)), reject);
      look();
    });
  return {
    child,
    output,
    until,
    ended,
    ctrlC: () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function processesWith(mark: string): readonly { readonly pid: number; readonly text: string }[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, "latin1").includes(`DEMO_TEST=${mark}\0`)) return [];
        const text = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ").trim();
        return [{ pid: Number(name), text }];
      } catch {
        // Another person's process, or one that has just ended.
        return [];
      }
    });
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface PulumiCommand {
  /** Absolute path of the executable. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Every line of standard output and standard error. */
  readonly onLine: (line: string) => void;
  /** Asks the engine to cancel: it finishes the call that it is placing, saves it and ends. */
  readonly stop?: AbortSignal | undefined;
  /** Tells the engine to end without waiting for that. */
  readonly hurry: AbortSignal;
}

/** How long a cancelled engine may take to finish what it is doing: a start may last a minute, and a look-up follows. */
const patienceMs = 150_000;
/** The engine itself gives its plugins five seconds before it kills them. */
const graceMs = 15_000;

/** Runs one pulumi command to its end, and resolves to its exit code, `null` when a signal ended it. */
export async function runPulumi(options: PulumiCommand): Promise<number | null> {
  // A process group of its own: it gets each signal once, from us, and not from the terminal as well.
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const timers: NodeJS.Timeout[] = [];
  let told = 0;
  const end = (): void => {
    // Two signals make the engine end at once; of the same kind they could melt into one.
    if (told < 1) child.kill("SIGINT");
    if (told < 2) child.kill("SIGTERM");
    told = 2;
    timers.push(setTimeout(() => killGroup(child.pid), graceMs));
  };
  const cancel = (): void => {
    if (told > 0) return;
    told = 1;
    child.kill("SIGINT");
    timers.push(setTimeout(end, patienceMs));
  };
  const watch = (signal: AbortSignal | undefined, action: () => void): void => {
    if (signal?.aborted) action();
    else signal?.addEventListener("abort", action, { once: true });
  };
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code));
    });
    const printed = Promise.all([child.stdout, child.stderr].map((stream) => lines(stream, options.onLine)));
    watch(options.stop, cancel);
    watch(options.hurry, end);
    const code = await ended;
    await printed;
    return code;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    options.stop?.removeEventListener("abort", cancel);
    options.hurry.removeEventListener("abort", end);
  }
}

/** Blank lines are kept between others only, one at a time. */
async function lines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let blank = false;
  let any = false;
  for await (const raw of createInterface({ input: stream })) {
    const line = raw.trimEnd();
    if (line === "") {
      blank = any;
      continue;
    }
    if (blank) onLine("");
    onLine(line);
    blank = false;
    any = true;
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { interrupted, throwIfInterrupted } from "./errors.js";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the command and everything it started. */
  readonly signal?: AbortSignal | undefined;
  /** Like `signal`, but the result then says `timedOut` and nothing is thrown. Milliseconds; default: no limit. */
  readonly timeoutMs?: number;
  /** Called for every line of standard output and standard error. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  /** 127 when the command could not be started. */
  readonly code: number;
  readonly timedOut: boolean;
  readonly stdout: string;
  /** The last lines of both streams, for an error message. */
  readonly tail: string;
}

const tailLines = 20;

/**
 * Runs a command to its end. It lives in a process group of its own that dies with us, however we die (guard.cjs).
 *
 * @throws EngineError ENGINE_INTERRUPTED once `signal` has fired and every process of the group is gone.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  throwIfInterrupted(options.signal);
  const child = spawn(process.execPath, [join(__dirname, "guard.cjs"), command, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});

  const stdout: string[] = [];
  const tail: string[] = [];
  const onLine = (line: string): void => {
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    stdout.push(line);
    onLine(line);
  });
  createInterface({ input: child.stderr }).on("line", onLine);

  let timedOut = false;
  const end = (): void => void child.stdin.end();
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          end();
        }, options.timeoutMs);
  options.signal?.addEventListener("abort", end, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => resolve(exitCode ?? 1));
    });
    if (options.signal?.aborted) throw interrupted();
    return { code, timedOut, stdout: stdout.join("\n"), tail: tail.join("\n") };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", end);
  }
}

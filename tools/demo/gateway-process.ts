import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { checkout, gatewayMain } from "./checkout.js";
import { DemoError, throwIfInterrupted } from "./errors.js";

/** A gateway in a process of its own, with the development credentials. */
export interface GatewayProcess {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly pid: number;
  readonly running: boolean;
  /** SIGTERM, and SIGKILL when it does not end within some seconds. Again: nothing happens. */
  stop(): Promise<void>;
  /** Lets it live on when this process ends. */
  release(): void;
}

export interface GatewayProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Takes what it prints to standard error. */
  readonly logFile: string;
  readonly signal: AbortSignal;
}

const readyMs = 60_000;
const stopMs = 10_000;

const readySchema = z.object({
  event: z.literal("ready"),
  url: z.url(),
  appId: z.string(),
  appSecret: z.string(),
});

/** As a person would type it. */
export const gatewayCommand = `node ${gatewayMain} --port 0 --json`;

/** @throws DemoError DEMO_GATEWAY_FAILED, DEMO_INTERRUPTED; no process is left then. */
export async function startGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  throwIfInterrupted(options.signal);
  const log = openSync(options.logFile, "a");
  // A process group of its own: Ctrl-C in the terminal is for us, and calls are hung up before the gateway goes.
  const child = spawn(process.execPath, [gatewayMain, "--port", "0", "--json"], {
    cwd: checkout,
    env: options.env,
    stdio: ["ignore", "pipe", log],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const stop = (): Promise<void> => stopChild(child, ended);

  try {
    const line = await firstLine(child, ended, options.signal);
    const ready = readySchema.parse(JSON.parse(line));
    return {
      url: ready.url,
      appId: ready.appId,
      appSecret: ready.appSecret,
      pid: child.pid ?? 0,
      get running() {
        return isRunning(child);
      },
      stop,
      release() {
        child.stdout?.destroy();
        child.unref();
      },
    };
  } catch (error) {
    await stop();
    throwIfInterrupted(options.signal);
    const said = readFileSync(options.logFile, "utf8").trim();
    throw new DemoError(
      "DEMO_GATEWAY_FAILED",
      `The gateway did not start${said === "" ? "." : `: ${said}`}\nTry \`npm run build\`, and \`${gatewayCommand}\` by hand.`,
      { cause: error },
    );
  }
}

function firstLine(child: ChildProcess, ended: Promise<void>, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ready line within ${readyMs / 1000} s`)), readyMs);
    const settle = (): void => clearTimeout(late);
    if (child.stdout)
      createInterface({ input: child.stdout }).once("line", (line) => {
        settle();
        resolve(line);
      });
    ended.then(() => {
      settle();
      reject(new Error("it ended without a ready line"));
    });
    const interrupted = (): void => {
      settle();
      reject(new Error("interrupted"));
    };
    signal.addEventListener("abort", interrupted, { once: true });
  });
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (!isRunning(child)) return;
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await ended;
  clearTimeout(late);
}

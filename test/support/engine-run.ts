import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { assertCompiled, repositoryRoot } from "./compiled-package.js";
import { type LogMessage, recordingEngineLog } from "./engine-log.js";
import { type CheckFailure, hostClient, type Properties, type Saved } from "./host-client.js";
import { hostScript } from "./pulumi-grpc.js";

/** How a host's process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** On the monotonic clock. */
  readonly at: number;
}

/**
 * One run of an engine, as far as a provider's host sees it: Pulumi's real host in a process of its own, and an engine's port that it can look at. Unlike a
 * `TestHost` it can be told that the run is over, and its engine can die. Dispose of it in `finally` or afterEach.
 */
export interface EngineRun {
  readonly pid: number;
  /** Settles when the host's process has ended, by itself or not. */
  readonly exit: Promise<Exit>;
  readonly log: readonly LogMessage[];
  configure(config: Properties): Promise<void>;
  check(news: Properties): Promise<readonly CheckFailure[]>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: readonly string[] }>;
  create(inputs: Properties): Promise<Saved>;
  read(id: string, outputs: Properties): Promise<Saved>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(id: string, outputs: Properties): Promise<void>;
  /** Sends a signal; resolves when the process has ended. */
  end(signal?: NodeJS.Signals): Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
  /** As `kill -9` of an engine: its port refuses from now on. */
  loseEngine(): void;
  /** Every byte that it has printed or sent for a person to see so far: streams, the engine's log, failures. */
  transcript(): string;
  dispose(): Promise<void>;
}

export interface EngineRunOptions {
  /** Where the program stands. Default: this repository. */
  readonly cwd?: string;
  /** The whole environment but `PATH`; a journal folder must be in it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a host as an engine does, and resolves when it listens and is configured with nothing. */
export async function engineRun(options: EngineRunOptions): Promise<EngineRun> {
  assertCompiled();
  const log = await recordingEngineLog();
  const child = spawn(process.execPath, [hostScript, log.address], {
    cwd: options.cwd ?? repositoryRoot,
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const exit = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, at: performance.now() }));
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exit;
    log.close();
  };
  const port = await portOf(child, said).catch(async (error: unknown) => {
    await kill();
    throw error;
  });
  const { check, diff, close, ...calls } = hostClient(port, (...texts) => said.push(...texts));

  const run: EngineRun = {
    pid: child.pid ?? 0,
    exit,
    log: log.messages,
    ...calls,
    check: async (news) => (await check({}, news)).failures,
    async diff(id, olds, news) {
      const { changes, replaces } = await diff(id, olds, news);
      return { changes: changes === "some", replaces };
    },
    async end(signal = "SIGINT") {
      child.kill(signal);
      return exit;
    },
    signal: (signal) => void child.kill(signal),
    loseEngine: () => log.close(),
    transcript: () => [...said, ...log.messages.map(({ message }) => message)].join("\n"),
    async dispose() {
      close();
      await kill();
    },
  };
  await run.configure({});
  return run;
}

/** The first line that a host prints is its port; all that it prints is kept. */
function portOf(child: ChildProcessByStdio<null, Readable, Readable>, said: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.push(text);
      printed += text;
      if (printed.includes("\n")) resolve(printed.trim());
    });
    child.once("close", () => reject(new Error(`Pulumi's dynamic host did not start:\n${said.join("")}`)));
  });
}

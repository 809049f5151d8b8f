import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { type Engine, engineEnvironment, ensureEngine, progressOn } from "../../tools/engine/index.js";

/** For the hooks and tests that call `testEngine` first: on a fresh machine the engine is built from source. */
export const engineTimeoutMs = 15 * 60_000;

let found: Promise<Engine> | undefined;

/** The Pulumi engine of this machine, found or made once. */
export function testEngine(): Promise<Engine> {
  found ??= ensureEngine({ progress: progressOn(process.stderr) });
  return found;
}

export interface CommandResult {
  /** Exit code; `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One resource as `pulumi stack export` writes it, as far as tests look. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
  readonly external?: boolean;
  /** Where the program declares it. */
  readonly sourcePosition?: string;
  /** The calls that led there, innermost first; those without a position are empty. */
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
  /** The first half of its replacement is done. */
  readonly pendingReplacement?: boolean;
}

export interface StackState {
  readonly deployment: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[];
  };
}

export interface RunOptions {
  /** Added to the workspace's environment for this command; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface RunningCommand {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Settles when the command has ended and its output is complete. */
  readonly result: Promise<CommandResult>;
}

export interface StackWorkspace {
  readonly engine: Engine;
  readonly projectDir: string;
  readonly stackName: string;
  /** Directory that holds PULUMI_HOME and the state; gone after `dispose`. A place for a test's own files too. */
  readonly directory: string;
  readonly backendUrl: string;
  /** The full environment of `run`, for the Automation API and the like. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the real `pulumi` in `projectDir`, with `--non-interactive` and without colours, to its end, whatever its code. */
  run(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Like `run`, for tests that send signals: the command leads a process group of its own, as under a shell. */
  start(args: readonly string[], options?: RunOptions): RunningCommand;
  /** `pulumi stack export`, parsed; secrets stay encrypted. */
  exportState(): Promise<StackState>;
  /** `pulumi stack output --json --show-secrets`. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** Ends the commands that still run, and on Linux what killed ones left; removes everything, the stack's config file in `projectDir` included. */
  dispose(): Promise<void>;
}

export interface StackWorkspaceOptions {
  /** Directory with the Pulumi.yaml. Several workspaces may use one at the same time: their stack names differ. */
  readonly projectDir: string;
  /** Default: `test-` and eight hex digits. A name of one's own must be unique among the tests of a project. */
  readonly stackName?: string;
  /** Added to the environment of every command; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether `pulumi stack init` is run. Default: true. */
  readonly init?: boolean;
}

/** A stack on a `file://` backend of its own, with a PULUMI_HOME of its own. Dispose of it in `finally` or afterEach. */
export async function stackWorkspace(options: StackWorkspaceOptions): Promise<StackWorkspace> {
  const engine = await testEngine();
  const projectDir = resolve(options.projectDir);
  const stackName = options.stackName ?? `test-${randomBytes(4).toString("hex")}`;
  const directory = mkdtempSync(join(tmpdir(), "symbl-stack-"));
  for (const name of ["home", "state"]) mkdirSync(join(directory, name));
  const backendUrl = pathToFileURL(join(directory, "state")).href;
  const env = engineEnvironment(engine, {
    home: join(directory, "home"),
    backendUrl,
    passphrase: "test passphrase",
    extra: { NO_COLOR: "1", PULUMI_STACK: stackName, ...options.env },
  });
  const running = new Set<RunningCommand>();

  const start = (args: readonly string[], runOptions: RunOptions = {}): RunningCommand => {
    const child = spawn(engine.command, ["--non-interactive", "--color=never", ...args], {
      cwd: projectDir,
      env: { ...env, ...runOptions.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const result = new Promise<CommandResult>((settle, reject) => {
      const stdout: string[] = [];
      const stderr: string[] = [];
      child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
      child.once("error", reject);
      child.once("close", (code) => settle({ code, stdout: stdout.join(""), stderr: stderr.join("") }));
    });
    const command = { child, result };
    running.add(command);
    result.then(
      () => running.delete(command),
      () => running.delete(command),
    );
    return command;
  };

  const run = (args: readonly string[], runOptions?: RunOptions): Promise<CommandResult> =>
    start(args, runOptions).result;

  const json = async <T>(args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return JSON.parse(stdout);
  };

  const dispose = async (): Promise<void> => {
    for (const { child } of running) killGroup(child);
    killLeftovers(directory);
    await Promise.allSettled([...running].map((command) => command.result));
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    for (const name of readdirSync(projectDir))
      if (name === `Pulumi.${stackName}.yaml`) rmSync(join(projectDir, name), { force: true });
  };

  try {
    if (options.init !== false) {
      const { code, stdout, stderr } = await run(["stack", "init", stackName]);
      if (code !== 0) throw new Error(`pulumi stack init ended with ${code}:\n${stdout}${stderr}`);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    engine,
    projectDir,
    stackName,
    directory,
    backendUrl,
    env,
    run,
    start,
    exportState: () => json<StackState>(["stack", "export"]),
    outputs: () => json<Record<string, unknown>>(["stack", "output", "--json", "--show-secrets"]),
    dispose,
  };
}

/** A command leads its group, so this reaches the language host too. */
function killGroup({ pid }: ChildProcessByStdio<null, Readable, Readable>): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/**
 * A provider plugin has a group of its own and outlives a killed engine, for ever. It is known by the PULUMI_HOME in its
 * environment, which only Linux shows.
 */
function killLeftovers(directory: string): void {
  if (process.platform !== "linux") return;
  const mark = `PULUMI_HOME=${join(directory, "home")}\0`;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark)) process.kill(Number(pid), "SIGKILL");
    } catch {
      // Another person's process, or one that has just ended.
    }
  }
}

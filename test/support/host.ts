import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertCompiled, repositoryRoot } from "./compiled-package.js";
import { type LogMessage, recordingEngineLog } from "./engine-log.js";
import { type HostClient, hostClient } from "./host-client.js";
import { hostScript } from "./pulumi-grpc.js";

export { type CheckFailure, type DiffAnswer, HostCallError, type Properties, type Saved } from "./host-client.js";

export interface HostOptions {
  /** Where the program stands; the package is resolved from here. Default: this repository. */
  readonly cwd?: string;
  /** The whole environment but `PATH` and `HOME`. Default: nothing, so no settings of the person who runs the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Pulumi's dynamic provider host: the real program in a process of its own, driven over gRPC as the engine does, with an engine's log service to talk
 * to. Stop it in `finally` or afterEach.
 */
export interface TestHost extends Omit<HostClient, "close"> {
  /** What the engine was told, in that order. */
  readonly log: readonly LogMessage[];
  warnings(): readonly LogMessage[];
  /** Every byte so far. */
  stdout(): string;
  stderr(): string;
  /** All that a person or a log could have seen of this host: both streams, the engine's log, and the texts of failures. */
  transcript(): string;
  /** Ends the process and the log service. */
  stop(): Promise<void>;
  /** Where its journal lies, unless the options say otherwise; gone after `stop`. */
  readonly journalDirectory: string;
}

/** Starts a host, and resolves when it listens. */
export async function startHost(options: HostOptions = {}): Promise<TestHost> {
  assertCompiled();
  const log = await recordingEngineLog();
  const journalDirectory = mkdtempSync(join(tmpdir(), "symbl-host-"));
  const child = spawn(process.execPath, [hostScript, log.address], {
    cwd: options.cwd ?? repositoryRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, SYMBL_JOURNAL_DIR: journalDirectory, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  const end = async (): Promise<void> => {
    child.kill();
    await ended;
    log.close();
    rmSync(journalDirectory, { recursive: true, force: true, maxRetries: 5 });
  };
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.includes("\n")) resolve(stdout.trim());
    });
    void ended.then((why) => reject(new Error(`Pulumi's dynamic host did not start: ${why}\n${stdout}${stderr}`)));
  }).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  const failures: string[] = [];
  const { close, ...calls } = hostClient(port, (...texts) => failures.push(...texts));

  return {
    ...calls,
    log: log.messages,
    warnings: log.warnings,
    stdout: () => stdout,
    stderr: () => stderr,
    transcript: () => [stdout, stderr, ...log.messages.map(({ message }) => message), ...failures].join("\n"),
    journalDirectory,
    async stop() {
      close();
      await end();
    },
  };
}

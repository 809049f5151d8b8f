import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { ServiceError } from "@grpc/grpc-js";
import type {
  CheckResponse,
  CreateResponse,
  DiffResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { assertCompiled, repositoryRoot } from "./compiled-package.js";
import { type LogMessage, recordingEngineLog } from "./engine-log.js";
import { type CheckFailure, HostCallError, type Properties, type Saved } from "./host.js";
import { grpc, hostScript, provider, providerServices, structs } from "./pulumi-grpc.js";

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
  const client = new providerServices.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

  const call = <Answer>(send: (done: (error: ServiceError | null, answer: Answer) => void) => void): Promise<Answer> =>
    new Promise((resolve, reject) => {
      send((error, answer) => {
        if (error === null) return resolve(answer);
        const failure = new HostCallError(error);
        said.push(failure.message, ...(failure.initFailed?.reasons ?? []));
        reject(failure);
      });
    });

  const run: EngineRun = {
    pid: child.pid ?? 0,
    exit,
    log: log.messages,
    async configure(config) {
      const request = new provider.ConfigureRequest().setArgs(struct(config)).setAcceptsecrets(true);
      await call((done) => client.configure(request, done));
    },
    async check(news) {
      const request = new provider.CheckRequest().setOlds(struct({})).setNews(struct(news));
      const answer = await call<CheckResponse>((done) => client.check(request, done));
      const failures = answer
        .getFailuresList()
        .map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
      said.push(...failures.map(({ reason }) => reason));
      return failures;
    },
    async diff(id, olds, news) {
      const request = new provider.DiffRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
      const answer = await call<DiffResponse>((done) => client.diff(request, done));
      const { DIFF_SOME } = provider.DiffResponse.DiffChanges;
      return { changes: answer.getChanges() === DIFF_SOME, replaces: answer.getReplacesList() };
    },
    async create(inputs) {
      const request = new provider.CreateRequest().setProperties(struct(inputs));
      const answer = await call<CreateResponse>((done) => client.create(request, done));
      return { id: answer.getId(), properties: plain(answer.getProperties()) };
    },
    async read(id, outputs) {
      const request = new provider.ReadRequest().setId(id).setProperties(struct(outputs));
      const answer = await call<ReadResponse>((done) => client.read(request, done));
      return { id: answer.getId(), properties: plain(answer.getProperties()) };
    },
    async update(id, olds, news) {
      const request = new provider.UpdateRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
      return plain((await call<UpdateResponse>((done) => client.update(request, done))).getProperties());
    },
    async delete(id, outputs) {
      const request = new provider.DeleteRequest().setId(id).setProperties(struct(outputs));
      await call((done) => client.delete(request, done));
    },
    async end(signal = "SIGINT") {
      child.kill(signal);
      return exit;
    },
    signal: (signal) => void child.kill(signal),
    loseEngine: () => log.close(),
    transcript: () => [...said, ...log.messages.map(({ message }) => message)].join("\n"),
    async dispose() {
      client.close();
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

function struct(properties: Properties): Struct {
  return structs.Struct.fromJavaScript(properties);
}

function plain(message: Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}

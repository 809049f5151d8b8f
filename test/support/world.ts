import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { type EngineRun, engineRun } from "./engine-run.js";
import { type FaultyServer, faultyServer, type RequestKind } from "./faulty-server.js";
import { startTestGateway, type TestGateway, waitFor } from "./gateway.js";
import { HostCallError, type Properties } from "./host.js";

/** After a signal with nothing to settle. */
export const AT_ONCE_MS = 1_000;
/** What the engine allows a host before it kills it. */
export const FIVE_SECONDS_MS = 5_000;

/** A server with a ledger, a journal, and runs of engines. All of it is gone after the test. */
export interface World {
  readonly gateway: TestGateway;
  readonly server: FaultyServer;
  /** `SYMBL_JOURNAL_DIR`. */
  readonly journalParent: string;
  /** A run of an engine, with an account at the server. */
  run(env?: Readonly<Record<string, string>>): Promise<EngineRun>;
  /** The journal's records as their file names tell, sorted: such as `open` or `confirmed`; a torn one is `torn`. */
  records(): string[];
  /** Every record's text. */
  texts(): string[];
  /** Connections that are live at the server. */
  live(): Promise<string[]>;
  /** How many calls the server has placed. */
  placed(): Promise<number>;
}

export async function testWorld(options: { readonly keys?: boolean } = {}): Promise<World> {
  const journalParent = mkdtempSync(join(tmpdir(), "interruption-"));
  onTestFinished(() => rmSync(journalParent, { recursive: true, force: true, maxRetries: 5 }));
  const gateway = await startTestGateway({ maxConnections: 500 });
  onTestFinished(() => gateway.close());
  const server = await faultyServer(gateway.url, options);
  onTestFinished(() => server.close());
  const folder = join(journalParent, "pulumi-symbl-telephony");
  const account = { SYMBL_BASE_URL: server.url, SYMBL_APP_ID: gateway.appId, SYMBL_APP_SECRET: gateway.appSecret };
  return {
    gateway,
    server,
    journalParent,
    async run(env = {}) {
      const started = await engineRun({ env: { SYMBL_JOURNAL_DIR: journalParent, ...account, ...env } });
      onTestFinished(() => started.dispose());
      return started;
    },
    records: () =>
      recordFiles(folder)
        .map((name) => /\.(taken|confirmed)\.json$/.exec(name)?.[1] ?? "open")
        .sort(),
    texts: () => recordFiles(folder).map((name) => readFileSync(join(folder, name), "utf8")),
    live: async () => (await gateway.liveConnections()).map(({ connectionId }) => connectionId),
    placed: async () => (await gateway.connections()).length,
  };
}

export function recordFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    // No start was ever written down.
    return [];
  }
}

/** The inputs of a session as the engine hands them over. */
export function session(inputs: Properties = {}, name = "call", stack = "dev"): Properties {
  const urn = `urn:pulumi:${stack}::meetings::pulumi-nodejs:dynamic/symbl:TelephonySession::${name}`;
  return {
    endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,471147#" },
    timeouts: { start: "30s", stop: "30s" },
    ...inputs,
    __provider: PROVIDER_TEXT,
    __session: { urn, organization: "organization", backend: "" },
  };
}

/** A request that the server holds. */
export interface Held {
  /** Resolves when it is there. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

/** Holds every request of this kind: when it arrives, or when the server has carried it out and only its answer is due. */
export function hold(server: FaultyServer, kind: RequestKind, stage: "arrived" | "done"): Held {
  const gate = deferred();
  const reached = deferred();
  server.misbehave(kind, async ({ response, carryOut }) => {
    const early = stage === "done" ? await carryOut() : undefined;
    reached.resolve();
    await gate.promise;
    const { status, body } = early ?? (await carryOut());
    if (response.destroyed) return;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body);
  });
  return { reached: reached.promise, release: gate.resolve };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What became of a call to a host: its answer, or its error. Never rejects, so that it may be looked at late. */
export async function settled<T>(call: Promise<T>): Promise<T | HostCallError> {
  return call.catch((error: unknown) => {
    if (error instanceof HostCallError) return error;
    throw error;
  });
}

/** The error of a call to a host that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<HostCallError> {
  const outcome = await settled(call);
  if (outcome instanceof HostCallError) return outcome;
  throw new Error(`it did not fail: ${JSON.stringify(outcome)}`);
}

/** Sends a signal, and resolves to the milliseconds until the process has ended. */
export async function millisecondsToEnd(run: EngineRun, signal: NodeJS.Signals = "SIGINT"): Promise<number> {
  const sent = performance.now();
  const { at } = await run.end(signal);
  return at - sent;
}

/** Waits until the journal's records are in these states. */
export async function untilRecords(world: World, states: readonly string[]): Promise<void> {
  await waitFor(world.records, (records) => records.join() === [...states].sort().join());
}

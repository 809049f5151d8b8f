import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { type Intent, type Journal, openJournal } from "../../../provider/journal/journal.js";
import {
  type IntentRecord,
  type JournalledCall,
  type RecordState,
  recordText,
} from "../../../provider/journal/record.js";
import { readPlaced } from "../../../provider/session/placed.js";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../../support/gateway.js";

const MAIN = resolve(__dirname, "../../../dist/cli/main.js");

/** Nothing that the command line prints may hold one of these. */
const PASSCODE = "4711471147";

export interface Ran {
  exit: number | string | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  done: Promise<Ran>;
}

export interface RecordOptions {
  state?: RecordState;
  /** Of the process that wrote it. Default: dead. */
  process?: "alive" | "dead" | "elsewhere";
  call?: JournalledCall;
  key?: string;
  name?: string;
  stack?: string;
  account?: string;
  apiBaseUrl?: string;
  accountFingerprint?: string;
  intendedAt?: string;
}

/** A gateway, a journal, and the compiled command line between them; `close` it in `afterEach`. */
export interface Bench {
  gateway: TestGateway;
  journal: Journal;
  env: Record<string, string>;
  /** Places a real call. Its key and what was answered. */
  place(): Promise<{ key: string; call: JournalledCall & { connectionId: string } }>;
  record(options?: RecordOptions): Promise<IntentRecord>;
  /** A call, and the record of it. */
  recorded(options?: RecordOptions): Promise<{ key: string; connectionId: string }>;
  keys(): Promise<string[]>;
  cli(args: readonly string[], options?: { env?: Record<string, string>; stdin?: string }): Promise<Ran>;
  start(args: readonly string[], options?: StartOptions): Running;
  close(): Promise<void>;
}

interface StartOptions {
  env?: Record<string, string>;
  stdin?: "pipe" | "ignore";
  /** What to run in place of the command line itself. */
  through?: (command: string[]) => string[];
}

export async function bench(options: TestGatewayOptions = {}): Promise<Bench> {
  if (!existsSync(MAIN)) throw new Error("the command line is not built: npm run build");
  const gateway = await startTestGateway(options);
  const base = mkdtempSync(join(tmpdir(), "symbl-cli-"));
  const journal = openJournal(join(base, "pulumi-symbl-telephony"));
  const client = symblClient(gateway.url, { kind: "app", appId: gateway.appId, appSecret: gateway.appSecret });
  const env = {
    PATH: process.env.PATH ?? "",
    TZ: "UTC",
    SYMBL_JOURNAL_DIR: base,
    SYMBL_BASE_URL: gateway.url,
    SYMBL_APP_ID: gateway.appId,
    SYMBL_APP_SECRET: gateway.appSecret,
  };
  const running: ChildProcess[] = [];

  const place = async (): ReturnType<Bench["place"]> => {
    const key = randomUUID();
    const endpoint = { type: "pstn", phoneNumber: "14082924837", dtmf: `,,${PASSCODE}#` } as const;
    const answer = await client.start({ operation: "start", endpoint }, key, deadlineIn(20_000));
    if (answer.kind !== "answer") throw new Error("the start got no answer");
    const placed = readPlaced(answer.text);
    if (placed.kind !== "whole") throw new Error(`the start was answered with ${answer.status} ${answer.text}`);
    return { key, call: placed.call };
  };

  const record = async (of: RecordOptions = {}): Promise<IntentRecord> => {
    const intent: Intent = {
      key: of.key ?? randomUUID(),
      session: {
        urn: `urn:pulumi:${of.stack ?? "dev"}::meetings::pulumi-nodejs:dynamic/symbl:TelephonySession::${of.name ?? "standup"}`,
        organization: "organization",
        backend: "",
      },
      canonical: { endpoint: { dtmf: PASSCODE } },
      apiBaseUrl: of.apiBaseUrl ?? gateway.url,
      accountFingerprint: of.accountFingerprint ?? client.fingerprint,
      account: of.account,
    };
    const now = await journal.intend(intent);
    const intended = { ...now, intendedAt: of.intendedAt ?? now.intendedAt };
    writeFileSync(join(journal.directory, `${intent.key}.json`), recordText(intended));
    const written = await journal.complete(intended, {
      ...(of.call === undefined ? {} : { call: of.call }),
      process: { ...intended.process, ...PROCESSES[of.process ?? "dead"] },
    });
    if (of.state !== undefined && of.state !== "open") await journal.mark(intent.key, of.state);
    return written;
  };

  const start = (
    args: readonly string[],
    { env: more = {}, stdin = "ignore", through }: StartOptions = {},
  ): Running => {
    const command = [process.execPath, MAIN, ...args];
    const [file = "", ...rest] = through === undefined ? command : through(command);
    const child = spawn(file, rest, { env: { ...env, ...more }, stdio: [stdin, "pipe", "pipe"] });
    running.push(child);
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    const done = once(child, "close").then(([code, signal]) => {
      const ran = { exit: code ?? signal, stdout: stdout(), stderr: stderr() };
      for (const secret of [gateway.appSecret, PASSCODE, "eyJ"]) expect(ran.stdout + ran.stderr).not.toContain(secret);
      return ran;
    });
    return { child, stdout, stderr, done };
  };

  return {
    gateway,
    journal,
    env,
    place,
    record,
    recorded: async (of = {}) => {
      const { key, call } = await place();
      await record({ ...of, key, call });
      return { key, connectionId: call.connectionId };
    },
    keys: async () => (await journal.entries()).map((entry) => (entry.kind === "torn" ? entry.key : entry.record.key)),
    cli: async (args, { env: more = {}, stdin } = {}) => {
      const run = start(args, { env: more, stdin: stdin === undefined ? "ignore" : "pipe" });
      run.child.stdin?.end(stdin);
      return run.done;
    },
    start,
    close: async () => {
      for (const child of running) {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill("SIGKILL");
          await once(child, "exit");
        }
      }
      await gateway.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** What makes this very process pass for another. */
const PROCESSES = {
  alive: {},
  dead: { startedAt: "1" },
  elsewhere: { host: "build-7 pid:[1]" },
} as const;

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

/** Output of `pulumi stack export` for a stack with these resources. */
export function stackExport(outputs: readonly Record<string, unknown>[], stack = "dev"): string {
  const urn = (type: string, name: string): string => `urn:pulumi:${stack}::meetings::${type}::${name}`;
  const resources = [
    { urn: urn("pulumi:pulumi:Stack", `meetings-${stack}`), type: "pulumi:pulumi:Stack" },
    ...outputs.map((one, index) => ({
      urn: urn("pulumi-nodejs:dynamic/symbl:TelephonySession", `standup-${index}`),
      custom: true,
      type: "pulumi-nodejs:dynamic/symbl:TelephonySession",
      outputs: one,
    })),
  ];
  return JSON.stringify({ version: 3, deployment: { manifest: { time: "", magic: "", version: "" }, resources } });
}

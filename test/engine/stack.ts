import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type StateResource, stackWorkspace } from "../support/engine.js";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway.js";

/** For a test that runs a dozen commands, on a machine that does other things beside it. */
export const storyTimeoutMs = 240_000;

const SESSION_TYPE = "pulumi-nodejs:dynamic/symbl:TelephonySession";

type Environment = Readonly<Record<string, string | undefined>>;

/** What one command did. */
export interface Ran {
  readonly code: number | null;
  /** All that it printed. */
  readonly text: string;
  /** Its own count of what it did: `created`, `updated`, `replaced`, `deleted`, `unchanged`, `errored`, and `to create` etc. for a preview. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A session as the state holds it. */
export interface SavedSession {
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly initErrors: readonly string[];
}

/** A stack of one of the programs beside this file, run by the real engine. */
export interface TestStack {
  readonly name: string;
  /** A place for the test's own files. */
  readonly directory: string;
  readonly projectDir: string;
  /** For the Automation API. */
  readonly env: Readonly<Record<string, string>>;
  /** Gives the program `sessions` its sessions. */
  write(sessions: Readonly<Record<string, unknown>>): void;
  run(args: readonly string[], env?: Environment): Promise<Ran>;
  preview(options?: readonly string[], env?: Environment): Promise<Ran>;
  up(options?: readonly string[], env?: Environment): Promise<Ran>;
  refresh(options?: readonly string[], env?: Environment): Promise<Ran>;
  destroy(options?: readonly string[], env?: Environment): Promise<Ran>;
  /** The sessions in the state, by name. */
  sessions(): Promise<Readonly<Record<string, SavedSession>>>;
  /** Every resource in the state. */
  resources(): Promise<readonly StateResource[]>;
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** All that every command so far has printed. */
  transcript(): string;
}

export interface TestStackOptions {
  /** Directory under `programs`. Default: `sessions`. */
  readonly program?: string;
  /** Directory of the Pulumi.yaml. Default: that of the program. */
  readonly projectDir?: string;
  readonly stackName?: string;
  readonly env?: Environment;
  /** Whether the program's types are checked, as `pulumi up` does by itself. Default: no, to save time. */
  readonly typeCheck?: boolean;
}

/** A gateway that is closed after the test. Ask for it before the stack: what is asked for last is cleaned up first. */
export async function testGateway(options?: TestGatewayOptions): Promise<TestGateway> {
  const gateway = await startTestGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** The environment of somebody whose account is at this gateway. */
export function accountAt(gateway: TestGateway): Record<string, string> {
  return { SYMBL_BASE_URL: gateway.url, SYMBL_APP_ID: gateway.appId, SYMBL_APP_SECRET: gateway.appSecret };
}

/** A stack that is destroyed and removed after the test. */
export async function testStack(options: TestStackOptions = {}): Promise<TestStack> {
  const sessionsFile = `sessions-${randomBytes(4).toString("hex")}.json`;
  const workspace = await stackWorkspace({
    projectDir: options.projectDir ?? join(__dirname, "programs", options.program ?? "sessions"),
    ...(options.stackName === undefined ? {} : { stackName: options.stackName }),
    env: {
      ...withoutOwnSettings(),
      ...(options.typeCheck === true ? {} : { PULUMI_NODEJS_TRANSPILE_ONLY: "true" }),
      ...options.env,
    },
  });
  const file = join(workspace.directory, sessionsFile);
  let transcript = "";
  let mayHoldResources = false;

  const run = async (args: readonly string[], env: Environment = {}): Promise<Ran> => {
    if (args[0] === "up") mayHoldResources = true;
    const { code, stdout, stderr } = await workspace.run(args, { env: { TEST_SESSIONS: file, ...env } });
    const text = stdout + stderr;
    transcript += text;
    if (args[0] === "destroy" && code === 0) mayHoldResources = false;
    return { code, text, counts: countsIn(text) };
  };
  const change =
    (command: string) =>
    (more: readonly string[] = [], env?: Environment) =>
      run([command, "--yes", "--skip-preview", ...more], env);
  const destroy = change("destroy");

  onTestFinished(async () => {
    try {
      if (mayHoldResources) await destroy();
    } finally {
      await workspace.dispose();
    }
  });

  const resources = async (): Promise<readonly StateResource[]> =>
    (await workspace.exportState()).deployment.resources ?? [];
  return {
    name: workspace.stackName,
    directory: workspace.directory,
    projectDir: workspace.projectDir,
    env: workspace.env,
    write: (sessions) => writeFileSync(file, JSON.stringify(sessions)),
    run,
    preview: (more = [], env) => run(["preview", ...more], env),
    up: change("up"),
    refresh: change("refresh"),
    destroy,
    resources,
    sessions: async () =>
      Object.fromEntries(
        (await resources())
          .filter(({ type }) => type.endsWith(SESSION_TYPE))
          .map(({ urn, id, inputs = {}, outputs = {}, initErrors = [] }) => [
            urn.slice(urn.lastIndexOf("::") + 2),
            { id, inputs, outputs, initErrors },
          ]),
      ),
    outputs: () => workspace.outputs(),
    transcript: () => transcript,
  };
}

/** The settings of whoever runs the tests must not reach them, nor may a proxy stand between them and this machine. */
function withoutOwnSettings(): Environment {
  const names = Object.keys(process.env).filter((name) => /^SYMBL_|_proxy$/i.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** Reads the lines under `Resources:`, such as `+-2 replaced`, `3 unchanged` and `5 changes. 3 unchanged`. */
function countsIn(text: string): Record<string, number> {
  const lines = text.slice(text.lastIndexOf("\nResources:")).split("\n");
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, count, what] = /^ {4}(?:[+~-]+ ?|\d+ changes\. )?(\d+) ([a-z ]+)$/.exec(line) ?? [];
      return count === undefined || what === undefined ? [] : [[what, Number(count)]];
    }),
  );
}

import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import type { LogMessage } from "../support/engine-log.js";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway.js";
import { HostCallError, type HostOptions, type Properties, startHost, type TestHost } from "../support/host.js";
import { type Answer, json, type ScriptedServer, scriptedServer, TOKEN } from "../support/scripted-server.js";

export const DTMF = ",,939293#,,471147#";
export const APP_SECRET = "the-app-secret-of-the-tests";

/** A gateway that is closed after the test. */
export async function testGateway(options?: TestGatewayOptions): Promise<TestGateway> {
  const gateway = await startTestGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A server that misbehaves as told, closed after the test; tokens it mints. */
export async function testServer(scripts: Readonly<Record<string, readonly Answer[]>>): Promise<ScriptedServer> {
  const server = await scriptedServer({ "/oauth2/token:generate": [TOKEN], ...scripts });
  onTestFinished(() => server.close());
  return server;
}

/** A host that is configured, as an engine does before anything else, and stopped after the test. */
export async function testHost(options: HostOptions & { config?: Properties } = {}): Promise<TestHost> {
  const host = await startHost(options);
  onTestFinished(() => host.stop());
  await host.configure(options.config ?? {});
  return host;
}

/** One host and one server for all tests of a file: a host takes its time to start. */
export interface Stage {
  readonly host: TestHost;
  readonly server: ScriptedServer;
  /** What the server answers from now on; what has arrived and what the engine was told is forgotten. */
  play(scripts?: Readonly<Record<string, readonly Answer[]>>): void;
  /** What the engine was told since. */
  log(): readonly LogMessage[];
  stderr(): string;
}

const PARTS = ["/oauth2/token:generate", "start", "stop", "/v1/starts/", "/v1/conversations/"];

/** Sets a stage before the tests of the file, and clears it after them. */
export function stageForFile(env: Readonly<Record<string, string>> = {}): () => Stage {
  let stage: Stage | undefined;
  beforeAll(async () => {
    let scripts: Readonly<Record<string, readonly Answer[]>> = {};
    const served = new Map<string, number>();
    const answerOf = (part: string): Answer => {
      return (response, request) => {
        const script = scripts[part] ?? (part === PARTS[0] ? [TOKEN] : [json(404, { error: "not scripted" })]);
        const count = served.get(part) ?? 0;
        served.set(part, count + 1);
        script[Math.min(count, script.length - 1)]?.(response, request);
      };
    };
    const server = await scriptedServer(Object.fromEntries(PARTS.map((part) => [part, [answerOf(part)]])));
    const host = await startHost({ env: { ...accountAt(server), ...env } });
    await host.configure({});
    let told = 0;
    let printed = 0;
    stage = {
      host,
      server,
      play(next = {}) {
        scripts = next;
        served.clear();
        server.arrived.length = 0;
        for (const name of readdirSync(host.journalDirectory)) {
          rmSync(join(host.journalDirectory, name), { recursive: true, force: true });
        }
        told = host.log.length;
        printed = host.stderr().length;
      },
      log: () => host.log.slice(told),
      stderr: () => host.stderr().slice(printed),
    };
  });
  afterAll(async () => {
    await stage?.host.stop();
    await stage?.server.close();
  });
  return () => {
    if (stage === undefined) throw new Error("the stage is set in beforeAll");
    return stage;
  };
}

/** The environment of somebody whose account is at this server. */
export function accountAt(server: { url: string; appId?: string; appSecret?: string }): Record<string, string> {
  return {
    SYMBL_BASE_URL: server.url,
    SYMBL_APP_ID: server.appId ?? "app-of-the-tests",
    SYMBL_APP_SECRET: server.appSecret ?? APP_SECRET,
  };
}

export function urnOf(name: string): string {
  return `urn:pulumi:dev::meetings::pulumi-nodejs:dynamic/symbl:TelephonySession::${name}`;
}

/** The inputs of a session as the engine hands them over: the program's, and those that the resource class adds. */
export function session(inputs: Properties = {}, name = "standup"): Properties {
  return {
    endpoint: { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: DTMF },
    ...inputs,
    __provider: PROVIDER_TEXT,
    __session: { urn: urnOf(name), organization: "organization", backend: "" },
  };
}

/** What a state holds of a live call. */
export function liveSession(server: { url: string }, more: Properties = {}): Properties {
  return {
    ...session(),
    connectionId: "c-1",
    conversationId: "1001",
    eventUrl: "https://api.example.com/v1/event/c-1",
    resultWebSocketUrl: "wss://api.example.com/events/c-1",
    status: "live",
    startedAt: "2027-01-11T09:00:00.000Z",
    endedAt: null,
    apiBaseUrl: server.url,
    accountFingerprint: FINGERPRINT,
    providerVersion: "0.1.0",
    ...more,
  };
}

/** That of `app-of-the-tests`: the first 12 hex digits of its SHA-256. */
export const FINGERPRINT = "4217defc9e2a";

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<HostCallError> {
  const outcome = await call.then(
    (answer) => answer,
    (error: unknown) => error,
  );
  if (!(outcome instanceof HostCallError)) throw new Error(`it did not fail: ${JSON.stringify(outcome)}`);
  return outcome;
}

/** The resource that a failed creation leaves in the state. */
export async function savedDespite(call: Promise<unknown>): Promise<NonNullable<HostCallError["initFailed"]>> {
  const failure = await failureOf(call);
  if (failure.initFailed === undefined) throw new Error(`nothing is saved: ${failure.message}`);
  return failure.initFailed;
}

/** Numbers that JSON has no word for, and everything else that would not survive it. */
export function expectPlainJson(value: unknown): void {
  expect(value).toStrictEqual(JSON.parse(JSON.stringify(value)));
}

import { afterEach, beforeEach } from "vitest";
import { type Accounts, stackAccounts } from "../../../provider/accounts.js";
import { PROVIDER_TEXT } from "../../../provider/frozen.js";
import { type RecordingEngineLog, recordingEngineLog } from "../../support/engine-log.js";
import { type Answer, type ScriptedServer, scriptedServer, TOKEN } from "../../support/scripted-server.js";

/** What an operation works with when it is called directly: a server, the stack's accounts at it, and an engine that listens. */
export interface Surroundings {
  serve(scripts: Readonly<Record<string, readonly Answer[]>>): Promise<{ server: ScriptedServer; accounts: Accounts }>;
  engine(): RecordingEngineLog;
}

/** All but the test's own journal: without it the user's would be written to. */
const OURS = /^SYMBL_(?!JOURNAL_DIR$)/;

/** For each test a new server and a new engine log; no settings of the person who runs the tests. */
export function surroundings(): Surroundings {
  const environment = { ...process.env };
  const argument = process.argv[2];
  const servers: ScriptedServer[] = [];
  let engine: RecordingEngineLog | undefined;
  const forgetSettings = (): void => {
    for (const name of Object.keys(process.env)) if (OURS.test(name)) Reflect.deleteProperty(process.env, name);
  };

  beforeEach(async () => {
    forgetSettings();
    engine = await recordingEngineLog();
    process.argv[2] = engine.address;
  });
  afterEach(async () => {
    engine?.close();
    await Promise.all(servers.splice(0).map((server) => server.close()));
    forgetSettings();
    Object.assign(process.env, environment);
    if (argument === undefined) process.argv.length = 2;
    else process.argv[2] = argument;
  });

  return {
    async serve(scripts) {
      const server = await scriptedServer({ "/oauth2/token:generate": [TOKEN], ...scripts });
      servers.push(server);
      const config: Record<string, string> = {
        "symbl:baseUrl": server.url,
        "symbl:appId": "the-app",
        "symbl:appSecret": "the-app-secret",
      };
      return { server, accounts: stackAccounts((key) => config[key]) };
    },
    engine() {
      if (engine === undefined) throw new Error("the engine's log is started in beforeEach");
      return engine;
    },
  };
}

/** The inputs of a session. */
export function session(inputs: Record<string, unknown> = {}, urn = "urn:standup"): Record<string, unknown> {
  return {
    endpoint: { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: ",,939293#" },
    ...inputs,
    __provider: PROVIDER_TEXT,
    __session: { urn, organization: "", backend: "" },
  };
}

/** What a state holds of a live call at `url`. */
export function liveSession(url: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...session(),
    connectionId: "c-1",
    conversationId: "1001",
    eventUrl: "https://api.example.com/v1/event/c-1",
    resultWebSocketUrl: "wss://api.example.com/events/c-1",
    status: "live",
    startedAt: "2027-01-11T09:00:00.000Z",
    endedAt: null,
    apiBaseUrl: url,
    accountFingerprint: "",
    providerVersion: "0.1.0",
    ...more,
  };
}

/** What `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`it did not fail: ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { type EngineRun, engineRun } from "../support/engine-run.js";
import { type FaultyServer, faultyServer } from "../support/faulty-server.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import type { Properties } from "../support/host.js";
import { codeIn, failed } from "./cell.js";
import { TROUBLES, type TroubleName } from "./faults.js";

const DAYS_MS = 24 * 60 * 60 * 1000;

let journal: string;
let gateway: TestGateway;
let server: FaultyServer;
beforeEach(async () => {
  journal = mkdtempSync(join(tmpdir(), "clock-skew-"));
  gateway = await startTestGateway();
  server = await faultyServer(gateway.url);
});
afterEach(async () => {
  await server.close();
  await gateway.close();
  rmSync(journal, { recursive: true, force: true });
});

/** A run of an engine on a machine whose clock is off; disposed of after the test. */
async function run(aheadMs: number): Promise<EngineRun> {
  const started = await engineRun({
    env: {
      SYMBL_JOURNAL_DIR: journal,
      SYMBL_BASE_URL: server.url,
      SYMBL_APP_ID: gateway.appId,
      SYMBL_APP_SECRET: gateway.appSecret,
      NODE_OPTIONS: `--require ${JSON.stringify(require.resolve("../support/shifted-clock.cjs"))}`,
      CLOCK_AHEAD_MS: String(aheadMs),
    },
  });
  onTestFinished(() => started.dispose());
  return started;
}

function session(phoneNumber = "14082924837", start = "20s"): Properties {
  const urn = "urn:pulumi:dev::skew::pulumi-nodejs:dynamic/symbl:TelephonySession::call";
  return {
    endpoint: { type: "pstn", phoneNumber },
    timeouts: { start, stop: "20s" },
    __provider: PROVIDER_TEXT,
    __session: { urn, organization: "organization", backend: "" },
  };
}

/** The first of its requests fails. */
function onceWrong(kind: "start" | "stop", name: TroubleName): void {
  const trouble = TROUBLES[name];
  if (trouble.kind !== "wrong answer") throw new Error(`${name} is no answer of its own`);
  server.misbehave(kind, trouble.answer, 1);
}

describe.each([
  ["three days ahead", 3 * DAYS_MS],
  ["three days behind", -3 * DAYS_MS],
])("on a machine whose clock is %s", (_clock, ahead) => {
  it("a session lives as on any other: it is placed, read, replaced and hung up, and its token is kept", async () => {
    const skewed = await run(ahead);
    const first = await skewed.create(session());
    const { properties } = await skewed.read(first.id, first.properties);
    expect(properties.status).toBe("live");
    expect(Math.abs(Date.parse(String(properties.startedAt)) - Date.now() - ahead)).toBeLessThan(DAYS_MS);

    await skewed.delete(first.id, properties);
    const second = await skewed.create(session("14082924838"));
    expect((await gateway.liveConnections()).map(({ connectionId }) => connectionId)).toEqual([second.id]);
    await skewed.delete(second.id, second.properties);
    expect(await gateway.liveConnections()).toEqual([]);
    expect(server.arrived.filter(({ kind }) => kind === "token")).toHaveLength(1);
  });

  it("a server's busy moment passes, however it says to wait", async () => {
    onceWrong("start", "429, Retry-After 1");
    onceWrong("stop", "429, Retry-After 1");
    const skewed = await run(ahead);
    const { id, properties } = await skewed.create(session());
    await skewed.delete(id, properties);
    expect((await gateway.connections()).map(({ state }) => state)).toEqual(["ended"]);
  });

  it("a start that was lost is looked up, and one that the server never saw is let go at once", async () => {
    onceWrong("start", "reset after the request");
    const skewed = await run(ahead);
    const failure = failed(await skewed.create(session()).catch((error: unknown) => error));
    expect([codeIn(failure.message), failure.initFailed]).toEqual(["START_NOT_PLACED", undefined]);
    expect(await gateway.connections()).toEqual([]);
  });
});

it("a start of unknown outcome that was sent by a clock far ahead is not taken for unplaced by a later run: its key may be long forgotten", async () => {
  server.misbehave("look-up", ({ response }) => void response.socket?.destroy());
  server.misbehave("start", async ({ response, carryOut }) => {
    await carryOut();
    response.socket?.destroy();
  });
  const skewed = await run(3 * DAYS_MS);
  const saved = failed(await skewed.create(session("14082924837", "2s")).catch((error: unknown) => error)).initFailed;
  await skewed.end();
  // The server keeps keys for a day, and calls for as long as they last.
  server.heal();
  gateway.advanceClock(2 * DAYS_MS);

  const right = await run(0);
  const refused = failed(await right.delete(saved?.id ?? "", saved?.properties ?? {}).catch((error: unknown) => error));
  expect(codeIn(refused.message)).toBe("START_UNKNOWN");
  expect(await gateway.liveConnections()).toHaveLength(1);
});

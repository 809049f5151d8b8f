import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { storyTimeoutMs } from "../engine/stack.js";
import {
  engineTimeoutMs,
  type RunningCommand,
  type StackWorkspace,
  stackWorkspace,
  testEngine,
} from "../support/engine.js";
import { waitFor } from "../support/gateway.js";
import { hold, testWorld, type World } from "../support/world.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

const UP = ["up", "--yes", "--skip-preview"];
const DESTROY = ["destroy", "--yes", "--skip-preview"];
const CALL = { endpoint: { type: "pstn", phoneNumber: "14082924837" }, timeouts: { start: "30s", stop: "30s" } };

/** A stack with these sessions, whose account is at the world's server; its config holds the account when the environment does not. */
async function stackOf(world: World, sessions: object, account: "environment" | "config"): Promise<StackWorkspace> {
  const { server, gateway } = world;
  const env = { SYMBL_BASE_URL: server.url, SYMBL_APP_ID: gateway.appId, SYMBL_APP_SECRET: gateway.appSecret };
  const none = Object.fromEntries(Object.keys(env).map((name) => [name, undefined]));
  const file = join(world.journalParent, "sessions.json");
  writeFileSync(file, JSON.stringify(sessions));
  const stack = await stackWorkspace({
    projectDir: join(__dirname, "..", "engine", "programs", "sessions"),
    env: {
      SYMBL_JOURNAL_DIR: world.journalParent,
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      TEST_SESSIONS: file,
      ...(account === "environment" ? env : none),
    },
  });
  onTestFinished(() => stack.dispose());
  if (account === "config") {
    const { code, stderr } = await stack.run([
      ...[
        "config",
        "set-all",
        "--plaintext",
        `symbl:baseUrl=${server.url}`,
        "--plaintext",
        `symbl:appId=${gateway.appId}`,
      ],
      ...["--secret", `symbl:appSecret=${gateway.appSecret}`],
    ]);
    expect(code, stderr).toBe(0);
  }
  return stack;
}

/** Resolves when the command has printed this. */
async function untilPrinted({ child }: RunningCommand, text: string): Promise<void> {
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (part: string) => {
      printed += part;
      if (printed.includes(text)) resolve();
    });
    child.once("close", () => reject(new Error(`it ended before it printed "${text}":\n${printed}`)));
  });
}

describe("an up whose server takes its time", () => {
  test(
    "shows on the session's row whose answer is missing, and after one Ctrl-C it waits for that answer and keeps the call",
    async () => {
      const world = await testWorld();
      const stack = await stackOf(world, { call: CALL }, "environment");
      const start = hold(world.server, "start", "done");
      const up = stack.start(UP);
      await untilPrinted(up, `still waiting for ${world.server.url} to place the call`);
      up.child.kill("SIGINT");
      await untilPrinted(up, "cancelling");
      start.release();
      const { code, stdout, stderr } = await up.result;
      expect(code, stdout + stderr).not.toBe(0);
      expect(stdout).toMatch(/TelephonySession call .*still waiting for \S+ to place the call \(\d+ s of 30 s\)/);
      const [id] = await world.live();
      const { deployment } = await stack.exportState();
      expect(deployment.resources?.find(({ type }) => type.endsWith("TelephonySession"))?.id).toBe(id);
      expect(deployment.pending_operations ?? []).toEqual([]);
      expect(world.records()).toEqual(["confirmed"]);

      const again = await stack.run(UP);
      expect(again.code, again.stdout + again.stderr).toBe(0);
      expect(await world.placed()).toBe(1);
      expect((await stack.run(DESTROY)).code).toBe(0);
      expect(await world.live()).toEqual([]);
      expect(world.records()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    "is given up by a second Ctrl-C: the answer that comes then is hung up, and the next up dials once",
    async () => {
      const world = await testWorld();
      const stack = await stackOf(world, { call: CALL }, "environment");
      const start = hold(world.server, "start", "done");
      const sigint = join(world.journalParent, "sigint");
      const telling = join(__dirname, "..", "support", "tells-of-sigint.cjs");
      const up = stack.start(UP, { env: { NODE_OPTIONS: `--require ${telling}`, SIGINT_TOLD_IN: sigint } });
      await start.reached;
      const [left] = await world.live();
      up.child.kill("SIGINT");
      await untilPrinted(up, "cancelling");
      up.child.kill("SIGINT");
      // From then on the engine takes no result.
      await waitFor(
        () => existsSync(sigint),
        (told) => told,
      );
      start.release();
      const { code, stdout, stderr } = await up.result;
      expect(code, stdout + stderr).not.toBe(0);
      // Nobody waits for the host; it goes by itself.
      await waitFor(world.records, (records) => records.length === 0);
      expect(await world.live()).toEqual([]);

      world.server.heal();
      const again = await stack.run(UP);
      expect(again.code, again.stdout + again.stderr).toBe(0);
      const live = await world.live();
      expect(live).toHaveLength(1);
      expect(live).not.toContain(left);
      expect(await world.placed()).toBe(2);
      expect((await stack.run(DESTROY)).code).toBe(0);
      expect(await world.live()).toEqual([]);
    },
    storyTimeoutMs,
  );
});

test(
  "a destroy of many sessions at once, with the account in the config of the state alone, runs none of them unconfigured",
  async () => {
    const world = await testWorld();
    const names = Array.from({ length: 24 }, (_, index) => `call-${index}`);
    const stack = await stackOf(world, Object.fromEntries(names.map((name) => [name, CALL])), "config");
    const up = await stack.run([...UP, "--parallel", "64"]);
    expect(up.code, up.stdout + up.stderr).toBe(0);
    expect(await world.live()).toHaveLength(names.length);
    const destroy = await stack.run([...DESTROY, "--parallel", "64"]);
    expect(destroy.code, destroy.stdout + destroy.stderr).toBe(0);
    expect(await world.live()).toEqual([]);
    // One host each time, which got its token once.
    expect(world.server.arrived.filter(({ kind }) => kind === "token")).toHaveLength(2);
    expect(world.server.arrived.filter(({ kind }) => kind === "stop")).toHaveLength(names.length);
    expect(world.records()).toEqual([]);
  },
  storyTimeoutMs,
);

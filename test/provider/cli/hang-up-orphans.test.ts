import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "../../support/gateway.js";
import { json, scriptedServer, TOKEN } from "../../support/scripted-server.js";
import { type Bench, bench, type Running, stackExport } from "./support.js";

let on: Bench;
beforeEach(async () => {
  on = await bench();
});
afterEach(() => on.close());

const live = async (): Promise<string[]> =>
  (await on.gateway.liveConnections()).map(({ connectionId }) => connectionId).sort();

describe("hang-up --orphans", () => {
  it("has nothing to do where there are none", async () => {
    const kept = [
      await on.recorded({ state: "confirmed" }),
      await on.recorded({ process: "alive" }),
      await on.recorded({ process: "elsewhere" }),
    ];
    const { exit, stdout, stderr } = await on.cli(["hang-up", "--orphans", "--yes"]);
    expect({ exit, stdout, stderr }).toEqual({
      exit: 0,
      stdout: `No orphans in ${on.journal.directory}.\n`,
      stderr: "",
    });
    expect(await live()).toEqual(kept.map(({ connectionId }) => connectionId).sort());
    expect(await on.keys()).toHaveLength(3);
  });

  it("lists them and hangs nothing up without a terminal and without --yes", async () => {
    const { connectionId } = await on.recorded();
    const { exit, stdout, stderr } = await on.cli(["hang-up", "--orphans"]);
    expect(exit).toBe(3);
    expect(stdout).toContain(`live          ${connectionId}  ORPHAN\n`);
    expect(stderr).toContain("Left alone: 1 orphan, as there is no terminal to ask on.");
    expect(stderr).toContain("--yes");
    expect(await live()).toEqual([connectionId]);
    expect(await on.keys()).toHaveLength(1);
  });

  it("does not take what is piped in for an answer", async () => {
    const { connectionId } = await on.recorded();
    expect((await on.cli(["hang-up", "--orphans"], { stdin: "y\n" })).exit).toBe(3);
    expect(await live()).toEqual([connectionId]);
  });

  it("hangs them up with --yes, and nothing is left for a second run", async () => {
    const orphans = [await on.recorded(), await on.recorded({ state: "taken", stack: "other" })];
    const kept = await on.recorded({ state: "confirmed" });
    const first = await on.cli(["hang-up", "--orphans", "--yes"]);
    expect(first.exit).toBe(0);
    for (const { connectionId } of orphans) expect(first.stdout).toContain(`Hung up ${connectionId}.\n`);
    expect(await live()).toEqual([kept.connectionId]);
    expect(await on.keys()).toEqual([kept.key]);
    const second = await on.cli(["hang-up", "--orphans", "--yes"]);
    expect(second).toMatchObject({ exit: 0, stdout: `No orphans in ${on.journal.directory}.\n` });
  });

  it("finds and ends the call of a start whose answer was lost, and clears starts that were never placed and calls that ended", async () => {
    const { key } = await on.place();
    await on.record({ key });
    await on.record();
    const ended = await on.recorded();
    await on.gateway.hangUp(ended.connectionId);
    const { exit, stdout } = await on.cli(["hang-up", "--orphans", "--yes"]);
    expect(exit).toBe(0);
    expect(stdout).toContain("was never placed; its record is removed.");
    expect(stdout).toContain(`${ended.connectionId} had ended already; its record is removed.`);
    expect(await live()).toEqual([]);
    expect(await on.keys()).toEqual([]);
  });

  it("exits 3 while a start remains of which nobody can tell, or a record that cannot be read", async () => {
    const { key } = await on.record({ accountFingerprint: "ffffffffffff" });
    const unknown = await on.cli(["hang-up", "--orphans", "--yes"]);
    expect(unknown.exit).toBe(3);
    expect(unknown.stdout).toContain(`key ${key}  UNKNOWN START`);
    expect(unknown.stderr).toBe(`${key} is still unknown; see "next" above.\n`);
    await on.journal.forget(key);
    const torn = randomUUID();
    writeFileSync(join(on.journal.directory, `${torn}.json`), "torn");
    const unreadable = await on.cli(["hang-up", "--orphans", "--yes"]);
    expect(unreadable.exit).toBe(3);
    expect(unreadable.stdout).toContain(`key ${torn}  TORN RECORD`);
  });

  it("exits 1 when a hang-up fails, ends the others, and keeps the record of the one", async () => {
    const server = await scriptedServer({ token: [TOKEN], stop: [json(400, { message: "no" })] });
    try {
      const failing = await on.record({ call: { connectionId: "c-1" }, apiBaseUrl: server.url });
      await on.recorded();
      const env = { SYMBL_TRUSTED_ORIGINS: server.url };
      const { exit, stderr } = await on.cli(["hang-up", "--orphans", "--yes"], { env });
      expect(exit).toBe(1);
      expect(stderr).toContain("c-1 was not hung up. SYMBL_BAD_REQUEST");
      expect(await live()).toEqual([]);
      expect(await on.keys()).toEqual([failing.key]);
    } finally {
      await server.close();
    }
  });

  it("goes on when nobody reads what it prints", async () => {
    for (let count = 0; count < 5; count++) await on.recorded();
    const run = on.start(["hang-up", "--orphans", "--yes"]);
    run.child.stdout?.destroy();
    expect((await run.done).exit).toBe(0);
    expect(await live()).toEqual([]);
  });

  it("tells a script what was ended, left and spared", async () => {
    const orphan = await on.recorded();
    const spared = await on.recorded({ state: "taken" });
    const left = await on.recorded({ state: "taken", stack: "other" });
    const { exit, stdout } = await on.cli(["hang-up", "--orphans", "--state", "-", "--json"], {
      stdin: stackExport([{ connectionId: spared.connectionId }]),
    });
    expect(exit).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      ended: [{ key: orphan.key, id: orphan.key, connectionId: orphan.connectionId, outcome: "hung-up", reason: null }],
      left: [expect.objectContaining({ key: left.key, state: "live" })],
      spared: [spared.key],
    });
  });
});

describe("hang-up --orphans --state", () => {
  it("spares the calls of the state by connection and by key, from standard input, and ends the others without asking", async () => {
    const byConnection = await on.recorded({ state: "taken" });
    const byKey = await on.recorded();
    const orphan = await on.recorded({ state: "taken" });
    const { exit, stdout } = await on.cli(["hang-up", "--orphans", "--state", "-"], {
      stdin: stackExport([{ connectionId: byConnection.connectionId }, { idempotencyKey: byKey.key }]),
    });
    expect(exit).toBe(0);
    expect(stdout).toContain("Spared, since the state has them: 2.\n");
    expect(stdout).toContain(`Hung up ${orphan.connectionId}.\n`);
    expect(await live()).toEqual([byConnection.connectionId, byKey.connectionId].sort());
  });

  it("reads it from a file as well, and from several", async () => {
    const dev = await on.recorded({ state: "taken", stack: "dev" });
    const prod = await on.recorded({ state: "taken", stack: "prod" });
    const orphan = await on.recorded({ state: "taken", stack: "prod" });
    const file = (name: string, text: string): string => {
      const path = join(on.env.SYMBL_JOURNAL_DIR ?? "", name);
      writeFileSync(path, text);
      return path;
    };
    const devFile = file("dev.json", stackExport([{ connectionId: dev.connectionId }], "dev"));
    const prodFile = file("prod.json", stackExport([{ connectionId: prod.connectionId }], "prod"));
    expect((await on.cli(["hang-up", "--orphans", "--state", devFile, "--state", prodFile])).exit).toBe(0);
    expect(await live()).toEqual([dev.connectionId, prod.connectionId].sort());
    expect(await on.keys()).not.toContain(orphan.key);
  });

  it("leaves a call that another stack's engine was seen to take, and exits 3", async () => {
    const other = await on.recorded({ state: "taken", stack: "other" });
    const { exit, stderr } = await on.cli(["hang-up", "--orphans", "--state", "-"], { stdin: stackExport([]) });
    expect(exit).toBe(3);
    expect(stderr).toContain("the state that was given cannot speak for it");
    expect(await live()).toEqual([other.connectionId]);
    const state = { stdin: stackExport([]) };
    expect((await on.cli(["hang-up", "--orphans", "--state", "-", "--yes"], state)).exit).toBe(0);
    expect(await live()).toEqual([]);
  });

  it("spares a call whose connection shows only when its server is asked", async () => {
    const { key, call } = await on.place();
    await on.record({ key });
    const { exit, stdout } = await on.cli(["hang-up", "--orphans", "--state", "-"], {
      stdin: stackExport([{ connectionId: call.connectionId }]),
    });
    expect(exit).toBe(0);
    expect(stdout).toContain("Spared, since the state has them: 1.\n");
    expect(await live()).toEqual([call.connectionId]);
  });

  it.each([
    ["nothing", "", "it is empty"],
    ["no JSON", "error: no stack selected", "it is not JSON"],
    ["other JSON", "[]", "deployment"],
  ])("hangs nothing up when it gets %s", async (_what, stdin, why) => {
    const { connectionId } = await on.recorded();
    const { exit, stderr } = await on.cli(["hang-up", "--orphans", "--yes", "--state", "-"], { stdin });
    expect(exit).toBe(1);
    expect(stderr).toContain("Nothing was hung up.");
    expect(stderr).toContain(why);
    expect(await live()).toEqual([connectionId]);
  });

  it("hangs nothing up when the file is not there", async () => {
    const { connectionId } = await on.recorded();
    const { exit, stderr } = await on.cli(["hang-up", "--orphans", "--yes", "--state", "no-such-file"]);
    expect(exit).toBe(1);
    expect(stderr).toContain("--state, no-such-file: it cannot be read (ENOENT)");
    expect(await live()).toEqual([connectionId]);
  });
});

/** `script` of util-linux gives a child a terminal. */
const canGiveTerminal = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

const whySkipped = canGiveTerminal
  ? ""
  : " [skipped: util-linux's `script`, which gives a child a terminal, is not here]";

describe.skipIf(!canGiveTerminal)(`on a terminal, hang-up --orphans${whySkipped}`, () => {
  const onTerminal = (): Running =>
    on.start(["hang-up", "--orphans"], {
      stdin: "pipe",
      through: (command) => ["script", "--quiet", "--return", "--command", command.join(" "), "/dev/null"],
    });
  const answered = async (run: Running, answer: string): Promise<void> => {
    await waitFor(run.stdout, (text) => text.includes("Hang up this call? [y/N] "), 25_000);
    run.child.stdin?.write(answer);
  };

  it("asks, and hangs up when the answer is yes", async () => {
    const { connectionId } = await on.recorded();
    const run = onTerminal();
    await answered(run, "y\n");
    const { exit, stdout } = await run.done;
    expect(exit).toBe(0);
    expect(stdout).toContain(`Hung up ${connectionId}.`);
    expect(await live()).toEqual([]);
  });

  it.each([
    ["no", "n\n"],
    ["nothing", "\n"],
    ["Ctrl-D", "\u0004"],
    ["Ctrl-C", "\u0003"],
  ])("hangs nothing up when the answer is %s", async (_what, answer) => {
    const { connectionId } = await on.recorded();
    const run = onTerminal();
    await answered(run, answer);
    const { exit, stdout } = await run.done;
    expect(exit).toBe(3);
    expect(stdout).toContain("Left alone: 1 orphan.");
    expect(await live()).toEqual([connectionId]);
  });

  it("leaves a call alone that an `up` took over while the question stood", async () => {
    const { key, connectionId } = await on.recorded();
    const run = onTerminal();
    await waitFor(run.stdout, (text) => text.includes("[y/N] "), 25_000);
    await on.journal.mark(key, "confirmed");
    run.child.stdin?.write("y\n");
    const { exit, stdout } = await run.done;
    expect(exit).toBe(0);
    expect(stdout).toContain(`${key} is no orphan any more`);
    expect(await live()).toEqual([connectionId]);
  });
});

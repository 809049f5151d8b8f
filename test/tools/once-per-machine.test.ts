import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { Cache } from "../../tools/engine/cache.js";
import { barePath, executable, sleepsForEver } from "./scripts.js";
import { cleanUpAfterEach, spawnTypeScript, temporaryDirectory, untilGone, untilWritten } from "./support.js";

cleanUpAfterEach();

const byHand = join(__dirname, "fixtures", "ensure-by-hand.ts");
const main = join(__dirname, "..", "..", "tools", "engine", "main.ts");

/** A machine with an empty cache and no engine on PATH. */
function machine() {
  const directory = temporaryDirectory();
  const env = { PATH: barePath, HOME: directory, TMPDIR: join(directory, "tmp"), SYMBL_ENGINE: "build" };
  mkdirSync(env.TMPDIR);
  const log = join(directory, "builds.log");
  const cache = new Cache(env);
  return {
    directory,
    env,
    log,
    builds: () => readFileSync(log, "utf8").trim().split("\n"),
    kept: () => readdirSync(cache.directory),
  };
}

test("of two processes that ask at once, one builds and the other waits, says so, and takes what was built", async () => {
  const { env, log, builds, kept } = machine();
  const first = spawnTypeScript(byHand, [log], env);
  await first.until("building");
  const second = spawnTypeScript(byHand, [log], env);
  await second.until(`Waiting for process ${first.child.pid}`);
  first.child.stdin.write("go on\n");

  expect(await first.ended).toBe(0);
  expect(await second.ended).toBe(0);
  expect(first.output()).toContain('"kind":"built"');
  expect(second.output()).toContain('"kind":"cache"');
  expect(builds()).toEqual([String(first.child.pid)]);
  expect(kept()).toEqual(["build"]);
});

test("a process killed half-way blocks nobody: the one that waits takes over and clears what was left", async () => {
  const { env, log, builds, kept } = machine();
  const first = spawnTypeScript(byHand, [log], env);
  await first.until("building");
  const second = spawnTypeScript(byHand, [log], env);
  await second.until(`Waiting for process ${first.child.pid}`);
  first.child.kill("SIGKILL");
  expect(await first.ended).toBe("SIGKILL");
  await second.until("building");
  expect(kept().filter((name) => name.includes("partial"))).toHaveLength(1);
  second.child.stdin.write("go on\n");

  expect(await second.ended).toBe(0);
  expect(second.output()).toContain('"kind":"built"');
  expect(builds()).toHaveLength(2);
  expect(kept()).toEqual(["build"]);
});

test("two processes that find a dead process's lock do not both build", async () => {
  const { env, log, builds } = machine();
  const dead = spawnTypeScript(byHand, [log], env);
  await dead.until("building");
  dead.child.kill("SIGKILL");
  await dead.ended;

  const both = [spawnTypeScript(byHand, [log], env), spawnTypeScript(byHand, [log], env)];
  for (const { child } of both) child.stdin.write("go on\n");
  expect(await Promise.all(both.map((process) => process.ended))).toEqual([0, 0]);
  expect(builds()).toHaveLength(2);
});

/** A `go` whose build tells its pid and then goes on for ever. */
function endlessGo(directory: string, pidFile: string): string {
  const go = executable(
    join(directory, "bin"),
    "go",
    `case "$1" in
       version) echo go version go1.99.0 linux/amd64 ;;
       env) echo auto ;;
       build) ${sleepsForEver} & echo $! > ${pidFile}; wait ;;
     esac`,
  );
  return dirname(go);
}

async function startedBuild(kill: NodeJS.Signals) {
  const { directory, env, kept } = machine();
  const pidFile = join(directory, "pid");
  const command = spawnTypeScript(main, [], { ...env, PATH: endlessGo(directory, pidFile) });
  const pid = Number(await untilWritten(pidFile));
  command.child.kill(kill);
  return { command, pid, kept, scratch: () => readdirSync(env.TMPDIR) };
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s ends the command with %i, with all of its build, and leaves nothing half-made",
  async (signal, code) => {
    const { command, pid, kept, scratch } = await startedBuild(signal);
    expect(await command.ended).toBe(code);
    expect(command.output()).toContain("nothing half-made was kept");
    await untilGone(pid);
    expect(kept()).toEqual([]);
    expect(scratch().filter((name) => !name.startsWith("tsx-"))).toEqual([]);
  },
);

test("a build dies with its command even when that is killed without a chance to say so", async () => {
  const { command, pid } = await startedBuild("SIGKILL");
  expect(await command.ended).toBe("SIGKILL");
  await untilGone(pid);
});

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "./free-port.js";

/** A PostgreSQL of the tests' own, in a temporary folder, on 127.0.0.1 and a free port. */
export interface TestPostgres {
  /** Makes an empty database, and answers its URL. */
  createDatabase(): Promise<string>;
  /** Runs statements as the superuser. */
  run(url: string, ...statements: readonly string[]): Promise<void>;
  /** Ends it at once, as a crash would; `start` brings it back with its data. */
  kill(): Promise<void>;
  /** Nothing when it runs. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Ends the server when nobody holds the shell's input any more: also when the tests were killed.
 * By SIGQUIT: it takes its backends along without a word of good-bye, which SIGKILL would leave for a while.
 */
const WATCHED = '"$@" & server=$!; cat > /dev/null; kill -QUIT $server; wait $server';

/** Why there is none here; `undefined` when there is one. */
export function whyNoPostgres(): string | undefined {
  if (binaries() === undefined) return "PostgreSQL is not installed (Debian: postgresql)";
  if (process.getuid?.() === 0 && unprivileged() === undefined) {
    return "PostgreSQL does not run as root, and there is no user postgres or nobody";
  }
  return undefined;
}

/** With `durable` it waits for the disk at every commit, as one that people rely on does. Default: not, since tests kill the server and never the machine. */
export async function startPostgres({ durable = false }: { readonly durable?: boolean } = {}): Promise<TestPostgres> {
  const folder = binaries();
  if (folder === undefined) throw new Error(whyNoPostgres());
  const user = process.getuid?.() === 0 ? unprivileged() : undefined;
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  const home = mkdtempSync(join(tmpdir(), "gateway-postgres-"));
  chmodSync(home, 0o700);
  if (user !== undefined) chownSync(home, user.uid, user.gid);
  const data = join(home, "data");
  const options = { ...identity, cwd: home, env: { PATH: process.env.PATH ?? "", LC_ALL: "C", HOME: home } };
  const made = spawnSync(
    join(folder, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
    { ...options, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error ?? ""}`);
  const port = await freePort();
  const url = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | undefined;
  let databases = 0;

  const start = async (): Promise<void> => {
    if (server !== undefined) return;
    const args = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"];
    server = spawn(
      "sh",
      // Reachable by TCP only.
      ["-c", WATCHED, "sh", join(folder, "postgres"), ...args, "-k", "", ...(durable ? [] : ["-F"])],
      { ...options, stdio: ["pipe", "ignore", "ignore"] },
    );
    await untilItAnswers(url("postgres"), server);
  };
  const end = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const exit = once(ending, "exit");
    ending.stdin?.end();
    await exit;
  };
  const run = async (target: string, ...statements: readonly string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: target });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  await start();
  return {
    start,
    run,
    kill: end,
    createDatabase: async () => {
      databases += 1;
      await run(url("postgres"), `create database test_${databases}`);
      return url(`test_${databases}`);
    },
    close: async () => {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The newest of Debian's, else what is on the PATH. */
function binaries(): string | undefined {
  const root = "/usr/lib/postgresql";
  const debian = existsSync(root)
    ? readdirSync(root)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(root, version, "bin"))
    : [];
  return [...debian, ...(process.env.PATH ?? "").split(":")].find(
    (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")),
  );
}

function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find(([user]) => user === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end();
    }
  }
}

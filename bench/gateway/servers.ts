import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(__dirname, "../..");
const CALLS_MAX = 100_000;
/** Of Linux's processor times in `/proc`. */
const TICK_MS = 10;

/** Where a server keeps its starts. */
export const STORAGES = ["memory", "embedded", "postgres"] as const;
export type Storage = (typeof STORAGES)[number];

export interface ServerPlan {
  /** The gateway, or a bare route that validates, answers the same, and does an insert when it keeps its starts anywhere. */
  readonly server: "gateway" | "baseline";
  readonly storage: Storage;
}

/** Where the databases of a run are. */
export interface Places {
  /** An empty folder. */
  readonly folder: string;
  /** URL of an empty PostgreSQL database. */
  readonly databaseUrl: string;
}

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  readonly token: string;
  /** Resident memory, in bytes. */
  memory(): number;
  /** Milliseconds of processor time so far. */
  cpu(): number;
  close(): Promise<void>;
}

export async function startServer({ server, storage }: ServerPlan, places: Places): Promise<Server> {
  const child = spawn(process.execPath, [...program(server), ...flags(storage, places)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    await exit;
  };
  try {
    const { url, appId, appSecret } = await readyLine(child);
    return {
      url,
      token: await tokenOf(url, appId, appSecret),
      memory: () => memoryOf(child),
      cpu: () => cpuOf(child),
      close,
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function program(server: ServerPlan["server"]): readonly string[] {
  if (server === "baseline") return ["--import", "tsx", join(ROOT, "bench/gateway/baseline.mts")];
  const gateway = join(ROOT, "gateway/dist/main.js");
  return [gateway, "--port", "0", "--json", "--log-level", "warn", "--max-connections", String(CALLS_MAX)];
}

function flags(storage: Storage, { folder, databaseUrl }: Places): readonly string[] {
  switch (storage) {
    case "memory":
      return [];
    case "embedded":
      return ["--data", folder];
    case "postgres":
      return ["--database-url", databaseUrl];
  }
}

interface Ready {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null) throw new Error("The server has no output");
  const line = once(createInterface({ input: child.stdout }), "line").then(([first]): unknown => JSON.parse(first));
  const ended = once(child, "exit").then(() => Promise.reject(new Error("A server did not start: npm run build")));
  const ready = await Promise.race([line, ended]);
  if (!isReady(ready)) throw new Error("A server's first line is not its ready line");
  return ready;
}

function isReady(value: unknown): value is Ready {
  return typeof value === "object" && value !== null && "url" in value && "appId" in value && "appSecret" in value;
}

async function tokenOf(url: string, appId: string, appSecret: string): Promise<string> {
  const response = await fetch(`${url}/oauth2/token:generate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "application", appId, appSecret }),
  });
  const { accessToken }: { accessToken?: string } = JSON.parse(await response.text());
  if (accessToken === undefined) throw new Error(`${url} gives no token`);
  return accessToken;
}

function memoryOf({ pid }: ChildProcess): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}

function cpuOf({ pid }: ChildProcess): number {
  // After the name, which may hold blanks: state is field 3, utime 14 and stime 15.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

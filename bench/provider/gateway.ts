import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { LARGEST_SIZE } from "./options.js";

/** A gateway in a process of its own, as a person runs it. */
export interface BenchGateway {
  readonly settings: {
    readonly SYMBL_BASE_URL: string;
    readonly SYMBL_APP_ID: string;
    readonly SYMBL_APP_SECRET: string;
  };
  /** How many calls are up. */
  live(): Promise<number>;
  /** Forgets everything, so that a round does not pay for those before it. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const STOP_MS = 5_000;

export async function startGateway(root: string): Promise<BenchGateway> {
  const flags = ["--port", "0", "--json", "--log-level", "warn", "--max-connections", String(LARGEST_SIZE)];
  const outbox = join(tmpdir(), "symbl-bench-outbox");
  const child = spawn(process.execPath, [join(root, "gateway/dist/main.js"), ...flags, "--outbox", outbox], {
    // A group of its own: Ctrl-C in a terminal must not take it away before what still talks to it.
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    const late = await Promise.race([ended.then(() => false), delay(STOP_MS, true, { ref: false })]);
    if (late) child.kill("SIGKILL");
  };

  try {
    const lines = createInterface({ input: child.stdout });
    const ready = await Promise.race([
      once(lines, "line").then(([line]: unknown[]) => readyLine(line)),
      ended.then(() => Promise.reject(new Error("The gateway did not start. Build it first: npm run build"))),
    ]);
    const admin = async (method: "GET" | "POST", path: string): Promise<unknown> => {
      const response = await fetch(`${ready.url}/_gateway/${path}`, { method });
      if (!response.ok) throw new Error(`${method} /_gateway/${path} answered ${response.status}`);
      return response.json();
    };
    return {
      settings: { SYMBL_BASE_URL: ready.url, SYMBL_APP_ID: ready.appId, SYMBL_APP_SECRET: ready.appSecret },
      live: async () => countLive(await admin("GET", "connections")),
      reset: async () => void (await admin("POST", "reset")),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function readyLine(line: unknown): { url: string; appId: string; appSecret: string } {
  const value: unknown = typeof line === "string" ? JSON.parse(line) : undefined;
  if (typeof value === "object" && value !== null && "url" in value && "appId" in value && "appSecret" in value) {
    const { url, appId, appSecret } = value;
    if (typeof url === "string" && typeof appId === "string" && typeof appSecret === "string")
      return { url, appId, appSecret };
  }
  throw new Error(`The gateway's first line is not its ready line: ${String(line)}`);
}

function countLive(answer: unknown): number {
  if (typeof answer === "object" && answer !== null && "connections" in answer && Array.isArray(answer.connections)) {
    const states: unknown[] = answer.connections.map((connection: { state?: unknown }) => connection.state);
    return states.filter((state) => state !== "ended").length;
  }
  throw new Error("The gateway's list of connections cannot be read");
}

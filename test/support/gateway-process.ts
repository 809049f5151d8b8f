import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { ShownConnection } from "./gateway.js";

/** A gateway in a process of its own, from its sources, so that a test can kill it. */
export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  readonly stderr: () => string;
  connections(): Promise<readonly ShownConnection[]>;
  token(): Promise<string>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

const ROOT = resolve(__dirname, "../..");
const readySchema = z.object({ url: z.url() });
const tokenSchema = z.object({ accessToken: z.string() });

/** Started by `wrapper`, if any, such as `["unshare", "-rm"]`. Rejects with what it said when it does not get ready. */
export async function startGatewayProcess(
  args: readonly string[],
  options: { readonly wrapper?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<GatewayProcess> {
  const [command = "", ...rest] = [
    ...(options.wrapper ?? []),
    ...[
      process.execPath,
      "--import",
      "tsx",
      resolve(ROOT, "gateway/main.ts"),
      "--port",
      "0",
      "--json",
      "--speed",
      "1000",
    ],
    ...args,
  ];
  const child = spawn(command, rest, {
    cwd: ROOT,
    // Its e-mails are not for the home of whoever runs the tests.
    env: { PATH: process.env.PATH ?? "", XDG_STATE_HOME: join(tmpdir(), "symbl-gateway-tests"), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (typeof value !== "string") {
    await ended(child);
    throw new Error(`exit ${child.exitCode ?? child.signalCode}: ${errors}`);
  }
  const { url } = readySchema.parse(JSON.parse(value));
  return {
    url,
    pid: child.pid ?? 0,
    stderr: () => errors,
    connections: async () => {
      const body: { connections: readonly ShownConnection[] } = JSON.parse(
        await (await fetch(`${url}/_gateway/connections`)).text(),
      );
      return body.connections;
    },
    token: async () => {
      const answer = await fetch(`${url}/oauth2/token:generate`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "application", appId: "dev-app-id", appSecret: "dev-app-secret" }),
      });
      return tokenSchema.parse(await answer.json()).accessToken;
    },
    kill: async (signal = "SIGKILL") => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended(child);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

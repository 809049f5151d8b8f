import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { checkout, gatewayMain } from "../../tools/demo/checkout.js";
import { withoutOwnSettings } from "../../tools/demo/environment.js";

/** A gateway that places real calls. */
export interface RealGateway {
  readonly url: string;
  /** The environment of who may use it. */
  readonly account: Record<string, string>;
  /** Hangs up and ends. */
  readonly stop: () => Promise<void>;
}

export interface TrunkAccess {
  readonly trunk: string;
  readonly user: string;
  readonly password: string;
}

const readySchema = z.object({ url: z.url() });

/** Its command, with a file of trunks; secrets go by the environment. */
export async function startRealGateway(folder: string, access: TrunkAccess, signal: AbortSignal): Promise<RealGateway> {
  const trunks = [{ name: "example", proxy: access.trunk, user: access.user, passwordEnv: "TRUNK_PASSWORD" }];
  const file = join(folder, "trunks.json");
  writeFileSync(file, JSON.stringify({ trunks }));
  const app = { appId: "example", appSecret: randomBytes(24).toString("hex") };
  const args = ["--dialer", "baresip", "--trunk-config", file, "--port", "0", "--json"];
  const child = spawn(process.execPath, [join(checkout, gatewayMain), ...args], {
    env: {
      ...withoutOwnSettings(process.env),
      ...{ XDG_STATE_HOME: folder, SYMBL_GATEWAY_APPS: JSON.stringify([app]), TRUNK_PASSWORD: access.password },
    },
    stdio: ["ignore", "pipe", "inherit"],
    // Ctrl-C is for who started it: calls are hung up in order.
    detached: true,
  });
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
  };
  try {
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, "line", { signal }), exited.then(() => undefined)]);
    if (first === undefined) throw new Error("The gateway did not start; it says above why not.");
    const { url } = readySchema.parse(JSON.parse(String(first[0])));
    return {
      url,
      account: { SYMBL_BASE_URL: url, SYMBL_APP_ID: app.appId, SYMBL_APP_SECRET: app.appSecret },
      stop,
    };
  } catch (error) {
    if (child.exitCode === null && child.signalCode === null) await stop();
    throw error;
  }
}

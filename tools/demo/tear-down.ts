import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Remains, Stoppable } from "./clean-up.js";
import { GatewayClient } from "./gateway-client.js";
import type { Interruption } from "./interruption.js";
import { type Kept, readKept } from "./kept.js";
import type { Screen } from "./screen.js";
import { Stack } from "./stack.js";
import { toTheEnd } from "./to-the-end.js";

const stopMs = 10_000;
const pollMs = 50;

/** Takes away what `--keep` left in `directory`, and resolves to the exit code. An interrupt does not make it stop half-way. */
export async function tearDown(screen: Screen, interruption: Interruption, directory: string): Promise<number> {
  const remains: Remains = {};
  return toTheEnd(screen, interruption, remains, async () => {
    const kept = readKept(directory);
    const folder = resolve(directory);
    const client = new GatewayClient(kept.gateway.url);
    const gateway = await findAgain(kept.gateway, client);
    const stack = new Stack(kept.engine, folder, kept.gateway, screen);
    stack.mayHoldCalls = true;
    Object.assign(remains, { folder, client, gateway, stack });
    return { summary: "Torn down. Nothing is left behind." };
  });
}

/** Whoever answers at its URL while its process lives is taken for it: both the port and the pid would have to be another's. */
async function findAgain({ url, pid }: Kept["gateway"], client: GatewayClient): Promise<Stoppable> {
  const running = isAlive(pid) && (await client.answers());
  return {
    url,
    running,
    async stop() {
      const deadline = performance.now() + stopMs;
      send(pid, "SIGTERM");
      while (isAlive(pid) && (await client.answers()) && performance.now() < deadline) await delay(pollMs);
      if (await client.answers()) send(pid, "SIGKILL");
    },
  };
}

function isAlive(pid: number): boolean {
  return send(pid, 0);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "./errors.js";
import type { GatewayClient } from "./gateway-client.js";
import { liveText } from "./gateway-view.js";
import type { Screen } from "./screen.js";
import type { Stack } from "./stack.js";

const dyingMs = 2_000;
const pollMs = 20;

/** A gateway that we may stop. */
export interface Stoppable {
  readonly url: string;
  readonly running: boolean;
  stop(): Promise<void>;
}

/** All that may have to be taken away, in the order in which it came to be. */
export interface Remains {
  folder?: string;
  gateway?: Stoppable;
  client?: GatewayClient;
  stack?: Stack;
  /** The calls have been seen to be over, and that has been said. */
  callsAreOver?: boolean;
}

/** No problem is passed over, and none keeps the rest from being taken away. Resolves to the problems. */
export async function cleanUp(remains: Remains, screen: Screen, hurry: AbortSignal): Promise<readonly string[]> {
  const problems: string[] = [];
  const attempt = async (what: string, body: () => Promise<void> | void): Promise<void> => {
    try {
      await body();
    } catch (error) {
      problems.push(`${what}: ${messageOf(error)}`);
    }
  };
  const { folder, gateway, client, stack } = remains;

  if (gateway !== undefined && client !== undefined) {
    if (await stillRuns(gateway, client)) {
      if (stack?.mayHoldCalls && !hurry.aborted) await destroy(stack, screen, hurry);
      if (!remains.callsAreOver) await attempt("calls", () => hangUpWhatIsLeft(client, screen));
      await attempt("gateway", async () => {
        await gateway.stop();
        if (await client.answers()) throw new Error(`something still answers at ${gateway.url}`);
        screen.say(`The gateway at ${gateway.url} has stopped.`);
      });
    } else {
      screen.bad(`The gateway at ${gateway.url} has ended already, and its simulated calls with it.`);
    }
    await client.close();
  }
  if (folder !== undefined)
    await attempt("files", () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
      screen.say(`${folder} is removed.`);
    });
  return problems;
}

/** A process that dies closes its port a moment before its end is told. */
async function stillRuns(gateway: Stoppable, client: GatewayClient): Promise<boolean> {
  const deadline = performance.now() + dyingMs;
  while (gateway.running && performance.now() < deadline) {
    if (await client.answers()) return true;
    await delay(pollMs);
  }
  return gateway.running;
}

async function destroy(stack: Stack, screen: Screen, hurry: AbortSignal): Promise<void> {
  try {
    await stack.destroy({ hurry });
  } catch (error) {
    // Not waited for is not failed.
    if (!hurry.aborted) screen.bad(messageOf(error));
  }
}

/** A start whose answer was lost, or an engine that was not waited for, can leave a call that no state knows. */
async function hangUpWhatIsLeft(client: GatewayClient, screen: Screen): Promise<void> {
  const left = await client.live();
  for (const { connectionId } of left) await client.hangUp(connectionId);
  if (left.length > 0) screen.say(`Hung up at the gateway: ${left.length === 1 ? "1 call" : `${left.length} calls`}.`);
  const connections = await client.connections();
  const text = liveText(connections);
  if (connections.some(({ state }) => state !== "ended")) throw new Error(text);
  screen.good(text);
}

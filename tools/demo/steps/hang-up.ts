import { DemoError } from "../errors.js";
import type { GatewayClient } from "../gateway-client.js";
import { calledParty, liveText } from "../gateway-view.js";
import type { Screen } from "../screen.js";
import type { Signals, Stack } from "../stack.js";

/** `pulumi destroy`, and what is left of the calls. */
export async function hangUp(screen: Screen, stack: Stack, client: GatewayClient, signals: Signals): Promise<void> {
  await stack.destroy(signals);
  await stack.remove(signals);
  screen.say();
  const connections = await client.connections();
  for (const call of connections) screen.say(`  ${calledParty(call)}  ${call.state}: ${call.cause}`);
  if (connections.some(({ state }) => state !== "ended"))
    throw new DemoError("DEMO_NOT_AS_PROMISED", liveText(connections));
  screen.good(liveText(connections));
}

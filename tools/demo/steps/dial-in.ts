import type { Connection, GatewayClient } from "../gateway-client.js";
import { liveText } from "../gateway-view.js";
import type { Screen } from "../screen.js";
import type { Signals, Stack } from "../stack.js";
import { onlyLiveCall, showLife } from "./live-call.js";

/** `pulumi up`, and the call that it placed, as it proceeds at the gateway. */
export async function dialIn(
  screen: Screen,
  stack: Stack,
  client: GatewayClient,
  signals: Signals & { readonly stop: AbortSignal },
): Promise<Connection> {
  await stack.init(signals);
  await stack.up(signals);
  screen.say();
  screen.say(`The call as the gateway sees it, in ${client.url}/_gateway/connections:`);
  const call = await onlyLiveCall(client);
  const seen = await showLife(screen, client, call, ({ times }) => times.dtmfSent !== undefined, signals.stop);
  screen.good(liveText(await client.connections()));
  return seen;
}

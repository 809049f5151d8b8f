import { DemoError } from "../errors.js";
import type { Connection, GatewayClient } from "../gateway-client.js";
import { lifeLines, liveText } from "../gateway-view.js";
import type { Screen } from "../screen.js";

/** The far end answers within 5 s, and typing the DTMF takes about as long. */
const lifeMs = 30_000;

/** @throws DemoError DEMO_NOT_AS_PROMISED */
export async function onlyLiveCall(client: GatewayClient): Promise<Connection> {
  const connections = await client.connections();
  const [call, ...others] = connections.filter(({ state }) => state !== "ended");
  if (call === undefined || others.length > 0)
    throw new DemoError("DEMO_NOT_AS_PROMISED", `Expected one live call. ${liveText(connections)}`);
  return call;
}

/** Prints what happens to a call, as it happens, until `wanted`. */
export function showLife(
  screen: Screen,
  client: GatewayClient,
  call: Connection,
  wanted: (connection: Connection) => boolean,
  signal: AbortSignal,
): Promise<Connection> {
  let shown = 0;
  return client.follow(call.connectionId, {
    wanted,
    limitMs: lifeMs,
    signal,
    onLook: (connection) => {
      const lines = lifeLines(connection);
      for (const line of lines.slice(shown)) screen.say(line);
      shown = lines.length;
    },
  });
}

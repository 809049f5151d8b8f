import { DemoError } from "../errors.js";
import type { Connection, GatewayClient } from "../gateway-client.js";
import { liveText, readReplacement } from "../gateway-view.js";
import type { Screen } from "../screen.js";
import type { Signals, Stack } from "../stack.js";
import { numbers } from "../texts.js";
import { onlyLiveCall, showLife } from "./live-call.js";

/** Another number: what Pulumi says it would do, and what it did. */
export async function changeEndpoint(
  screen: Screen,
  stack: Stack,
  client: GatewayClient,
  old: Connection,
  signals: Signals & { readonly stop: AbortSignal },
): Promise<Connection> {
  await stack.setConfig("phoneNumber", numbers.second, signals);
  await stack.previewDiff(signals);
  // Both values of every output in one line would be wider than most terminals.
  await stack.up(signals, ["--suppress-outputs"]);

  screen.say();
  screen.say("The replacement in the gateway's journal, /_gateway/requests (UTC):");
  const call = await onlyLiveCall(client);
  const before = (await client.connections()).find(({ connectionId }) => connectionId === old.connectionId);
  if (before === undefined) throw new DemoError("DEMO_NOT_AS_PROMISED", "The gateway has forgotten the first call.");
  const { lines, gapMs } = readReplacement(await client.requests(), before, call);
  for (const line of lines) screen.say(`  ${line}`);
  screen.good(`Hung up first, dialled ${gapMs} ms later: never two bots in one meeting.`);
  screen.say();
  screen.say("The new call:");
  const seen = await showLife(screen, client, call, ({ times }) => times.answered !== undefined, signals.stop);
  screen.good(liveText(await client.connections()));
  return seen;
}

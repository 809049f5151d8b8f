import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireBuild } from "./checkout.js";
import type { Remains } from "./clean-up.js";
import { throwIfInterrupted } from "./errors.js";
import { GatewayClient } from "./gateway-client.js";
import type { Interruption } from "./interruption.js";
import { writeKept } from "./kept.js";
import type { Screen } from "./screen.js";
import { Stack } from "./stack.js";
import { changeEndpoint } from "./steps/change-endpoint.js";
import { dialIn } from "./steps/dial-in.js";
import { getEngine } from "./steps/get-engine.js";
import { hangUp } from "./steps/hang-up.js";
import { startGateway } from "./steps/start-gateway.js";
import { byHand, lookAround } from "./texts.js";
import { type Ending, toTheEnd } from "./to-the-end.js";

/** Runs the demo, and resolves to its exit code. Whatever happens, no call stays up, unless `keep` asks for it. */
export async function runDemo(screen: Screen, interruption: Interruption, keep: boolean): Promise<number> {
  screen.title("A telephony session as a Pulumi resource: `pulumi up` dials in, `pulumi destroy` hangs up.");
  screen.plain("A real Pulumi engine and a real gateway, on this machine alone. Only the calls are simulated.");
  const remains: Remains = {};
  return toTheEnd(screen, interruption, remains, () => tell(screen, interruption, keep, remains));
}

/** What has to be taken away afterwards stands in `remains`, whatever this throws. */
async function tell(screen: Screen, interruption: Interruption, keep: boolean, remains: Remains): Promise<Ending> {
  const { stop, hurry } = interruption;
  const signals = { stop, hurry };
  requireBuild();
  const engine = await screen.step("A Pulumi engine", () => getEngine(screen, stop));

  const folder = mkdtempSync(join(tmpdir(), "symbl-demo-"));
  remains.folder = folder;
  const gateway = await screen.step("A gateway that speaks Symbl's Telephony API", () =>
    startGateway(screen, folder, stop),
  );
  remains.gateway = gateway;
  const client = new GatewayClient(gateway.url);
  remains.client = client;
  const stack = new Stack(engine, folder, gateway, screen);
  remains.stack = stack;

  const first = await screen.step("`pulumi up` dials in: examples/zoom-pstn/index.ts", () => {
    screen.say(`State, config and Pulumi's own files are in ${folder}; nothing is written into this directory.`);
    return dialIn(screen, stack, client, signals);
  });
  await screen.step("Another number: hang up first, then dial", () =>
    changeEndpoint(screen, stack, client, first, signals),
  );
  if (!keep) {
    await screen.step("`pulumi destroy` hangs up", () => hangUp(screen, stack, client, signals));
    remains.callsAreOver = true;
    return { summary: "Done. Nothing is left behind.", text: byHand(engine) };
  }
  throwIfInterrupted(stop);
  writeKept(stack, { gateway, engine });
  gateway.release();
  for (const what of ["folder", "gateway", "client", "stack"] as const) delete remains[what];
  await client.close();
  return { summary: `Done. The gateway (process ${gateway.pid}) and the stack stay up.`, text: lookAround(stack) };
}

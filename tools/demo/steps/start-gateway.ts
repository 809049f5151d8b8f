import { join } from "node:path";
import { withoutOwnSettings } from "../environment.js";
import { type GatewayProcess, gatewayCommand, startGatewayProcess } from "../gateway-process.js";
import type { Screen } from "../screen.js";

/** Starts a gateway on a free port, with simulated calls and the development credentials. */
export async function startGateway(screen: Screen, folder: string, signal: AbortSignal): Promise<GatewayProcess> {
  screen.command(gatewayCommand);
  const gateway = await startGatewayProcess({
    // Its e-mails go with the rest of the demo.
    env: { ...withoutOwnSettings(process.env), XDG_STATE_HOME: folder },
    logFile: join(folder, "gateway.log"),
    signal,
  });
  screen.say(`It listens on ${gateway.url}, with development credentials and simulated calls: nobody's phone rings.`);
  return gateway;
}

import { CommanderError } from "commander";
import type { AppCredentials } from "../apps/app-registry.js";
import { parseApps, readAppsFile } from "../apps/apps-file.js";
import type { Dialer } from "../calls/dialer.js";
import { SimulatedDialer } from "../calls/dialers/simulated.js";
import { StartupError } from "../errors.js";
import { type RunningGateway, startGateway } from "../server.js";
import { command, type Flags, parseFlags } from "./flags.js";
import { readyLine } from "./ready-line.js";

const EXIT = { failed: 1, usage: 2 } as const;

/** Runs the command line: serves until SIGINT or SIGTERM, then exits 0; 1 when it cannot listen, 2 for wrong usage. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    const flags = parseFlags(command(), argv);
    await serve(flags);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; help and version are no failure.
      process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
    } else if (error instanceof StartupError) {
      process.stderr.write(`symbl-gateway: ${error.message}\n`);
      process.exitCode = error.code === "CANNOT_LISTEN" ? EXIT.failed : EXIT.usage;
    } else {
      throw error;
    }
  }
}

async function serve(flags: Flags): Promise<void> {
  refuseUnbuilt(flags);
  // Before anything listens, so that a signal during the start is not lost.
  const stopped = untilSignal();
  const gateway = await startGateway({
    host: flags.host,
    port: flags.port,
    publicUrl: flags.publicUrl,
    apps: configuredApps(flags),
    adminToken: process.env.SYMBL_GATEWAY_ADMIN_TOKEN?.trim() || undefined,
    dialer: createDialer(flags),
    maxConnections: flags.maxConnections,
    logLevel: flags.logLevel ?? (process.stderr.isTTY ? "info" : "warn"),
  });
  process.stdout.write(`${readyLine(gateway, flags.json)}\n`);
  await stopped;
  await stop(gateway);
}

async function stop(gateway: RunningGateway): Promise<void> {
  // Whoever asks twice does not want to wait for the far ends.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(EXIT.failed));
  await gateway.close();
  process.exit(0);
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      process.off("SIGINT", done);
      process.off("SIGTERM", done);
      resolve();
    };
    process.on("SIGINT", done);
    process.on("SIGTERM", done);
  });
}

function refuseUnbuilt(flags: Flags): void {
  const what =
    flags.data !== undefined
      ? "--data: keeping connections on disk"
      : flags.databaseUrl !== undefined
        ? "--database-url: keeping connections in PostgreSQL"
        : undefined;
  if (what === undefined) return;
  throw new StartupError(
    "NOT_BUILT",
    `${what} is not built in this version; without the flag they are kept in memory until the gateway stops.`,
  );
}

function createDialer(flags: Flags): Dialer {
  switch (flags.dialer) {
    case "simulated":
      return new SimulatedDialer({ seed: flags.seed, speed: flags.speed });
    case "baresip":
      throw new StartupError("NOT_BUILT", "--dialer baresip is not built in this version; --dialer simulated is.");
  }
}

function configuredApps(flags: Flags): readonly AppCredentials[] {
  if (flags.apps !== undefined) return readAppsFile(flags.apps);
  const json = process.env.SYMBL_GATEWAY_APPS?.trim() ?? "";
  return json === "" ? [] : parseApps(json, "SYMBL_GATEWAY_APPS");
}

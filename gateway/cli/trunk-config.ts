import { readTrunkConfig } from "../trunks/config-file.js";
import { NO_TRUNKS, type TrunkConfig } from "../trunks/config-schema.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** The file of trunks that the command line names, or the environment. */
export function trunkConfigFile(flag: string | undefined, environment: Environment): string | undefined {
  return flag ?? (environment.SYMBL_GATEWAY_TRUNK_CONFIG?.trim() || undefined);
}

/** What it says; no trunk at all where there is none. */
export function trunkConfig(flag: string | undefined, environment: Environment): TrunkConfig {
  const file = trunkConfigFile(flag, environment);
  return file === undefined ? NO_TRUNKS : readTrunkConfig(file, environment);
}

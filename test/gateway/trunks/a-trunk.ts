import { parseTrunkConfig } from "../../../gateway/trunks/config-file.js";
import type { TrunkConfig } from "../../../gateway/trunks/config-schema.js";

/** A configuration as its file would have it, without passwords. */
export function config(written: object): TrunkConfig {
  const { trunks, ...rest } = parseTrunkConfig(JSON.stringify(written), "the test's file");
  return {
    ...rest,
    trunks: trunks.map(({ user, password, passwordEnv: _none, ...trunk }) => ({
      ...trunk,
      ...(user === undefined || password === undefined ? {} : { credentials: { user, password } }),
    })),
  };
}

export const guard = (written: object = {}) => config({ guard: written }).guard;

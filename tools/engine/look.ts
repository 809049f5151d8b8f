import { EngineError } from "./errors.js";
import type { Origin, Source } from "./types.js";

// Policy only: which sources are tried, in which order. Nothing here touches the machine.

/** Always in this order: PATH, then the cache, then making one. */
export interface Plan {
  readonly path: boolean;
  /** The kept engines that may be taken, the first one first. */
  readonly cached: readonly Origin[];
  /** The ways of making one, the first one first. */
  readonly make: readonly Origin[];
}

const sources: readonly Source[] = ["path", "cache", "download", "build"];

/**
 * Reads `SYMBL_ENGINE`. Unset and empty mean no preference.
 *
 * @throws EngineError ENGINE_SETTING_INVALID
 */
export function forcedSource(setting: string | undefined): Source | undefined {
  if (setting === undefined || setting === "") return undefined;
  const source = sources.find((name) => name === setting);
  if (source) return source;
  throw new EngineError(
    "ENGINE_SETTING_INVALID",
    `SYMBL_ENGINE is "${setting}"; set it to one of ${sources.join(", ")}, or unset it to try them in this order.`,
  );
}

export function planFor(forced: Source | undefined): Plan {
  switch (forced) {
    case undefined:
      return { path: true, cached: ["download", "build"], make: ["download", "build"] };
    case "path":
      return { path: true, cached: [], make: [] };
    case "cache":
      return { path: false, cached: ["download", "build"], make: [] };
    // What is forced is still made only once: its own earlier result counts, the other's does not.
    case "download":
    case "build":
      return { path: false, cached: [forced], make: [forced] };
  }
}

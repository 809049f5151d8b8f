import { recipe } from "./recipe.js";
import type { Source } from "./types.js";

export type EngineErrorCode =
  /** `SYMBL_ENGINE` has a value that is none of its choices. */
  | "ENGINE_SETTING_INVALID"
  /** Every source was tried, or is excluded by `SYMBL_ENGINE`, and none gave an engine. */
  | "ENGINE_NOT_FOUND"
  /** One source could not give an engine; the next one is tried. */
  | "ENGINE_SOURCE_FAILED"
  /** The caller's signal asked to stop. Nothing half-made stays behind. */
  | "ENGINE_INTERRUPTED";

/** Everything that `tools/engine` throws on purpose. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** One source gave up; `why` is read by people in the list of what was tried. */
export function sourceFailed(why: string, cause?: unknown): EngineError {
  return new EngineError("ENGINE_SOURCE_FAILED", why, cause === undefined ? undefined : { cause });
}

export function interrupted(): EngineError {
  return new EngineError("ENGINE_INTERRUPTED", "Interrupted; nothing half-made was kept. Run the same command again.");
}

/** Throws ENGINE_INTERRUPTED once the signal has fired. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted();
}

/** The sources as people read them. */
export const titles: Readonly<Record<Source, string>> = {
  path: "`pulumi` on PATH",
  cache: "an engine kept from earlier",
  download: "the official download",
  build: "a build from Go modules",
};

/** The final answer when nothing worked: what was tried, and what a person can do about it. */
export function notFound(tried: ReadonlyMap<Source, string>, forced: boolean): EngineError {
  const list = [...tried].map(([source, why]) => `  - ${titles[source]}: ${why}`).join("\n");
  const next = forced
    ? "Mend that, or unset SYMBL_ENGINE to let every source be tried."
    : `Install Pulumi (https://www.pulumi.com/docs/install/), or Go ${recipe.go} or newer (https://go.dev/dl/), put it on PATH, and run the same command again.`;
  return new EngineError("ENGINE_NOT_FOUND", `No Pulumi engine. Tried:\n${list}\n${next}`);
}

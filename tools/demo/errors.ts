export type DemoErrorCode =
  /** The provider or the gateway has not been compiled. */
  | "DEMO_NOT_BUILT"
  /** The gateway did not start, or does not answer. */
  | "DEMO_GATEWAY_FAILED"
  /** A pulumi command ended with another code than 0. */
  | "DEMO_PULUMI_FAILED"
  /** Everything ran, and the gateway shows something else than this demo promises. */
  | "DEMO_NOT_AS_PROMISED"
  /** The directory given to `--clean` was not left by `--keep`. */
  | "DEMO_NOT_KEPT"
  /** SIGINT, SIGTERM or SIGHUP, or nobody reads the output any more. */
  | "DEMO_INTERRUPTED";

/** Everything that `tools/demo` throws on purpose. The message says what to do next. */
export class DemoError extends Error {
  override readonly name = "DemoError";

  constructor(
    readonly code: DemoErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Throws DEMO_INTERRUPTED once the signal has fired. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new DemoError("DEMO_INTERRUPTED", "Interrupted.");
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a shell reports: 128 and the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGPIPE: 141 } as const;

type Signal = keyof typeof exitCodes;

// One Ctrl-C under npm arrives twice: from the terminal, and passed on by npm.
const sameKeystrokeMs = 500;

/** Signals, told apart: the first one asks to stop tidily, a later one not to wait. Neither leaves anything behind. */
export class Interruption {
  readonly #stop = new AbortController();
  readonly #hurry = new AbortController();
  #first: { readonly at: number; readonly signal: Signal } | undefined;

  constructor(private readonly onSignal: (which: "first" | "again") => void) {}

  /** Fires at the first signal. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Fires at a later one, once a person must have meant it. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  /** 130 after SIGINT; undefined as long as nothing has come. */
  get exitCode(): number | undefined {
    return this.#first === undefined ? undefined : exitCodes[this.#first.signal];
  }

  /** From now on these signals no longer end the process. */
  listen(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.fire(signal));
  }

  /** What failed writing says: the terminal is gone, or a `| head` has read enough. Nobody watches any more. */
  outputFailed(error: NodeJS.ErrnoException): void {
    this.fire(error.code === "EPIPE" ? "SIGPIPE" : "SIGHUP");
  }

  /** The last thing to do. Node.js aborts in its own exit when its terminal is gone; dying of the signal does not. */
  exit(code: number): void {
    process.exitCode = code;
    if (this.#first?.signal !== "SIGHUP") return;
    process.removeAllListeners("SIGHUP");
    process.kill(process.pid, "SIGHUP");
  }

  fire(signal: Signal, now: number = performance.now()): void {
    if (this.#first === undefined) {
      this.#first = { at: now, signal };
      this.onSignal("first");
      this.#stop.abort();
    } else if (now - this.#first.at >= sameKeystrokeMs && !this.#hurry.signal.aborted) {
      this.onSignal("again");
      this.#hurry.abort();
    }
  }
}

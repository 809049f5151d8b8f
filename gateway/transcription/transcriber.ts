/** Makes words of sound: the seam between the gateway and a recogniser. */
export interface Transcriber {
  /** The words in a WAV file; `""` for none. `language` is an ISO 639-1 code. Rejects with a `TranscriberError`. */
  transcribe(wav: Buffer, language: string, signal: AbortSignal): Promise<string>;
}

/** Why there are no words. Its message is for people; it holds nothing of what the recogniser said, which may repeat the key. */
export class TranscriberError extends Error {
  override readonly name = "TranscriberError";

  constructor(
    message: string,
    /** Whether it may go well another time. */
    readonly isPassing: boolean,
    /** Milliseconds that the recogniser wants to be left alone. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
const ATTEMPTS = 4;

/** Milliseconds to wait before the next attempt; `undefined` when there is none. `failures` counts those so far, `chance` is from 0 to 1. Pure. */
export function pauseAfter(error: unknown, failures: number, chance: number): number | undefined {
  if (!(error instanceof TranscriberError) || !error.isPassing || failures >= ATTEMPTS) return undefined;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + 0.5 * chance);
  return Math.min(LONGEST_PAUSE_MS, Math.max(pause, error.retryAfter ?? 0));
}

/** `en` of `en-US`, of the first of a session's languages. Default: English. Pure. */
export function spokenLanguage(languages: readonly (string | { readonly code: string })[] | undefined): string {
  const [first = "en"] = languages ?? [];
  const tag = typeof first === "string" ? first : first.code;
  return tag.split("-")[0]?.toLowerCase() || "en";
}

import { InvalidInputsError, type Problem } from "../api/errors.js";
import { durationProblem, parseDuration } from "../session/duration.js";

/** Milliseconds, or text such as `"30s"`, `"2m"`, `"500ms"`. */
export type Duration = number | string;

/** Whose credentials to use. The first complete source wins, and none are mixed: `accessToken`, the app, the environment. */
export interface CredentialOptions {
  /** An access token. Default: one is minted for the app. */
  accessToken?: string | undefined;
  /** The app that tokens are minted for, together with `appSecret`. Default: `SYMBL_ACCESS_TOKEN`, else `SYMBL_APP_ID` and `SYMBL_APP_SECRET`. */
  appId?: string | undefined;
  appSecret?: string | undefined;
  /** Name of the account whose environment variables count, such as `blue` for `SYMBL_BLUE_APP_ID`. Default: the unnamed account. */
  account?: string | undefined;
  /**
   * Base URL of the API, which tokens are minted at; they are sent to its origin, and to those that `SYMBL_TRUSTED_ORIGINS` lists.
   * Default: `SYMBL_BASE_URL`, else `https://api.symbl.ai`.
   */
  baseUrl?: string | undefined;
}

export interface EventOptions extends CredentialOptions {
  /** How long the event may take, retries included. Default: 10 s. */
  timeout?: Duration | undefined;
}

/** When to stop looking for a connection that lasts. A connection lasts once something has come after the first `keepAlive`. */
export interface ReconnectOptions {
  /** How many times in a row to connect anew; 0 is never. Default: 10. */
  attempts?: number | undefined;
  /** How long to go without a connection that lasts. Default: 2 minutes. */
  within?: Duration | undefined;
}

export interface SubscribeOptions extends CredentialOptions {
  /** How often to ask whether the other end is there; when nothing at all has come by the next time, it is gone. Default: 15 s. */
  keepAlive?: Duration | undefined;
  reconnect?: ReconnectOptions | undefined;
  /**
   * How many messages may wait for the program, 16 MiB at most whatever their number. Beyond it the oldest interim transcripts
   * (`isFinal: false`) give way, since later ones say the same and more; where only other messages wait, the subscription fails rather
   * than lose one. Default: 1000.
   */
  maxWaiting?: number | undefined;
  /** Closes the subscription when it aborts; the iteration then completes. Default: none. */
  signal?: AbortSignal | undefined;
}

/** `SubscribeOptions` with every default filled in, in milliseconds. */
export interface SubscribeLimits {
  keepAlive: number;
  attempts: number;
  within: number;
  maxWaiting: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULTS: SubscribeLimits = { keepAlive: 15_000, attempts: 10, within: 120_000, maxWaiting: 1_000 };

/** Throws an `InvalidInputsError`. */
export function timeoutOf(options: EventOptions): number {
  const problems: Problem[] = [];
  const timeout = milliseconds("options.timeout", options.timeout, DEFAULT_TIMEOUT_MS, problems);
  if (problems.length > 0) throw new InvalidInputsError(problems);
  return timeout;
}

/** Throws an `InvalidInputsError` that names every mistake. */
export function subscribeLimits(options: SubscribeOptions): SubscribeLimits {
  const problems: Problem[] = [];
  const limits = {
    keepAlive: milliseconds("options.keepAlive", options.keepAlive, DEFAULTS.keepAlive, problems),
    attempts: whole("options.reconnect.attempts", options.reconnect?.attempts, DEFAULTS.attempts, 0, problems),
    within: milliseconds("options.reconnect.within", options.reconnect?.within, DEFAULTS.within, problems),
    maxWaiting: whole("options.maxWaiting", options.maxWaiting, DEFAULTS.maxWaiting, 1, problems),
  };
  if (problems.length > 0) throw new InvalidInputsError(problems);
  return limits;
}

function milliseconds(path: string, value: Duration | undefined, otherwise: number, problems: Problem[]): number {
  if (value === undefined) return otherwise;
  const reason = durationProblem(value);
  if (reason !== undefined) problems.push({ path, reason });
  return parseDuration(value) ?? otherwise;
}

function whole(path: string, value: number | undefined, otherwise: number, least: number, problems: Problem[]): number {
  if (value === undefined) return otherwise;
  if (!Number.isSafeInteger(value) || value < least) {
    problems.push({ path, reason: `must be a whole number of at least ${least}, such as ${otherwise}` });
  }
  return value;
}

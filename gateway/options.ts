import type { AppEntry } from "./apps/app-registry.js";
import type { CallLimits } from "./calls/clocks.js";
import type { Dialer } from "./calls/dialer.js";
import type { Limits } from "./http/limits.js";
import type { LogLevel } from "./log.js";
import type { MailTransport } from "./mail/mail.js";
import type { RecordingsOptions } from "./recordings/recordings.js";
import type { OpenStorage } from "./store/storage.js";
import type { Transcriber } from "./transcription/transcriber.js";
import type { FaultSet } from "./wire/faults.js";

/** How a gateway runs. */
export interface GatewayOptions {
  /** Address or name to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /** 0 takes a free one. Default: 0. */
  readonly port?: number;
  /** URL under which callers reach the gateway, for the URLs in its answers. Default: where each caller found it. */
  readonly publicUrl?: string | undefined;
  /** Apps that may use the API. Default: the development app, where it is allowed. */
  readonly apps?: readonly AppEntry[];
  /** Opens `/_gateway` to others than this machine. Default: none, so closed to them. */
  readonly adminToken?: string | undefined;
  /** What places the calls. Default: a simulated dialer. */
  readonly dialer?: Dialer;
  /** How long calls may ring, be silent and last. Default: those of `calls/clocks.ts`. */
  readonly callLimits?: CallLimits;
  /** Live connections that one app may have. Default: 50. */
  readonly maxConnections?: number;
  /** Seconds that a 429 asks its caller to wait. Default: 5. */
  readonly retryAfterSeconds?: number;
  /** How much one caller may take. Default: `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Seconds that a token lives. Default: 86400. */
  readonly tokenTtlSeconds?: number;
  /** Where connections are kept. Default: in memory, until the gateway stops. */
  readonly openStorage?: OpenStorage;
  /** How mails leave. Default: they do not, and are only kept. */
  readonly mailTransport?: MailTransport | undefined;
  /** Records calls, and keeps what was recorded. Default: neither. */
  readonly recordings?: RecordingsOptions | undefined;
  /** Makes words of the sound of calls. Default: nothing does. */
  readonly transcriber?: Transcriber | undefined;
  /** Milliseconds after its end that a connection and its conversation are forgotten. Default: never. */
  readonly retainMs?: number | undefined;
  /** Faults in force from the beginning. Default: none. */
  readonly faults?: FaultSet | undefined;
  /** Of the faults' dice, where their set names none. Default: 1. */
  readonly seed?: number;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly clock?: () => number;
  /** Default: `silent`. */
  readonly logLevel?: LogLevel;
}

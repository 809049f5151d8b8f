import { Command, InvalidArgumentError, Option } from "commander";
import { StartupError } from "../errors.js";
import { LOG_LEVELS, type LogLevel } from "../log.js";
import { version } from "../version.js";

/** What the command line says, checked value by value. */
export interface Flags {
  readonly host: string;
  readonly port: number;
  readonly json: boolean;
  readonly publicUrl?: string;
  readonly apps?: string;
  readonly dialer: "simulated" | "baresip";
  readonly trunkConfig?: string;
  readonly maxConnections: number;
  readonly seed: number;
  readonly speed: number;
  readonly script?: string;
  readonly faults?: string;
  /** Milliseconds. */
  readonly ringLimit?: number | "off";
  /** Milliseconds. */
  readonly idleLimit: number | "off";
  /** Milliseconds. */
  readonly durationLimit?: number | "off";
  readonly record: boolean;
  readonly recordings?: string;
  readonly recordNeedsAnnouncement: boolean;
  readonly announcement?: string;
  readonly transcriber?: string;
  readonly transcriberModel: string;
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly smtp?: string;
  readonly outbox?: string;
  readonly mailFrom: string;
  /** Milliseconds. */
  readonly retain?: number;
  readonly logLevel?: LogLevel;
}

/** The command; it throws commander's errors instead of leaving the process. */
export function command(): Command {
  return new Command("symbl-gateway")
    .description(
      "A Symbl-compatible telephony server. It answers the Telephony API and shows its calls under /_gateway.",
    )
    .version(version(), "-V, --version")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0 takes a free one", wholeNumber(0, 65_535), 8_787)
    .option("--json", "print the ready line as JSON", false)
    .option(
      "--public-url <url>",
      "URL under which callers reach the gateway (default: where each caller found it)",
      httpUrl,
    )
    .option(
      "--apps <file>",
      'JSON file with the apps: [{"appId":"…","appSecret":"…"}] (default: SYMBL_GATEWAY_APPS, then the development app)',
    )
    .addOption(
      new Option("--dialer <name>", "what places the calls").choices(["simulated", "baresip"]).default("simulated"),
    )
    .option(
      "--trunk-config <file>",
      "real calls: JSON file of the trunks to telephone networks, of what is not dialled, and of limits (default: SYMBL_GATEWAY_TRUNK_CONFIG)",
    )
    .option("--max-connections <number>", "live connections that one app may have", wholeNumber(1, 100_000), 50)
    .addOption(
      new Option(
        "--idle-limit <time>",
        'end calls that name no idleTimeout after so long in silence, such as 30m; "off" for never',
      )
        .argParser(durationOrOff)
        .default(30 * 60_000, "30m"),
    )
    .option(
      "--ring-limit <time>",
      'hang up where nobody answers after so long, such as 45s; "off" for never (default: 90s for real calls, else off)',
      durationOrOff,
    )
    .option(
      "--duration-limit <time>",
      'end calls so long after their answer, such as 4h; "off" for never (default: 12h for real calls, else off)',
      durationOrOff,
    )
    .option("--seed <number>", "simulated calls: the same seed gives the same delays", wholeNumber(0, 4_294_967_295), 1)
    .option("--speed <factor>", "simulated calls: how much faster than a telephone network", factor, 1)
    .option("--script <file>", "simulated calls: WebVTT of what is said on the numbers of conversations")
    .option("--faults <file>", "simulated calls: JSON of the faults in force, as PUT /_gateway/faults takes them")
    .option("--record", "record the calls, each side and both mixed", false)
    .option(
      "--recordings <dir>",
      "keep recordings in this folder (default: recordings in the folder of --data, else symbl-telephony-gateway/recordings in XDG_STATE_HOME or ~/.local/state)",
    )
    .option("--announcement <file>", "real calls: play this WAV file to the far end at the answer")
    .option(
      "--record-needs-announcement",
      "refuse to record without an announcement (default: SYMBL_GATEWAY_RECORD_NEEDS_ANNOUNCEMENT, else off)",
      false,
    )
    .option(
      "--transcriber <url>",
      "have speech recognised by this server, which speaks OpenAI's POST /v1/audio/transcriptions, such as http://127.0.0.1:9000/v1",
      transcriberUrl,
    )
    .option("--transcriber-model <name>", "the model that the transcriber is asked for", "whisper-1")
    .addOption(
      new Option(
        "--data <dir>",
        "keep everything in this folder (default: in memory, until the gateway stops)",
      ).conflicts("databaseUrl"),
    )
    .option(
      "--database-url <url>",
      "keep everything in this PostgreSQL, which several gateways may share (default: SYMBL_GATEWAY_DATABASE_URL)",
      postgresUrl,
    )
    .addOption(
      new Option("--smtp <url>", "send e-mails by this server (default: SYMBL_GATEWAY_SMTP_URL)")
        .argParser(smtpUrl)
        .conflicts("outbox"),
    )
    .option(
      "--outbox <dir>",
      "write e-mails into this folder, as .eml files (default: outbox in the folder of --data, else symbl-telephony-gateway/outbox in XDG_STATE_HOME or ~/.local/state)",
    )
    .option("--mail-from <address>", "sender of e-mails", "symbl-gateway@localhost")
    .option("--retain <time>", "forget calls and conversations so long after their end, such as 30d", duration)
    .addOption(
      new Option(
        "--log-level <level>",
        "least level of what is logged to standard error (default: info on a terminal, else warn)",
      ).choices([...LOG_LEVELS]),
    )
    .addHelpText(
      "after",
      `
Environment:
  SYMBL_GATEWAY_APPS         the apps as JSON, when there is no --apps
  SYMBL_GATEWAY_DATABASE_URL the PostgreSQL, when there is neither --database-url nor --data
  SYMBL_GATEWAY_SMTP_URL     the mail server, when there is neither --smtp nor --outbox
  SYMBL_GATEWAY_TRUNK_CONFIG the file of trunks, when there is no --trunk-config
  SYMBL_GATEWAY_ADMIN_TOKEN  opens /_gateway to other machines than this one
  SYMBL_GATEWAY_TRANSCRIBER_KEY
                             sent to the transcriber as its bearer token
  SYMBL_GATEWAY_RECORD_NEEDS_ANNOUNCEMENT
                             1 for --record-needs-announcement

symbl-gateway hash-secret reads an appSecret from standard input and prints what an apps file may hold instead of it.
symbl-gateway trunk test checks the trunks of a file without a call; see symbl-gateway trunk test --help.

Without apps the gateway has development credentials, on a loopback address and with simulated calls only.`,
    )
    .allowExcessArguments(false)
    .exitOverride();
}

export function parseFlags(parser: Command, argv: readonly string[]): Flags {
  return parser.parse([...argv], { from: "user" }).opts<Flags>();
}

function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= most)) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

function factor(value: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number > 0 && number <= 1_000_000))
    throw new InvalidArgumentError("It must be a number above 0, up to 1000000.");
  return number;
}

function httpUrl(value: string): string {
  if (!isHttpUrl(value)) throw new InvalidArgumentError("It must be a URL such as https://gateway.example.com.");
  return value.replace(/\/+$/, "");
}

/** Not quoted in errors: it may hold a key. */
function transcriberUrl(value: string): string {
  if (isHttpUrl(value)) return value;
  throw new StartupError(
    "BAD_OPTION",
    "The transcriber's URL must be such as http://127.0.0.1:9000/v1, without credentials: SYMBL_GATEWAY_TRANSCRIBER_KEY holds its key.",
  );
}

function isHttpUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.search === "" &&
    url.hash === "" &&
    url.username === "" &&
    url.password === ""
  );
}

/** Not quoted in errors: it may hold a password. */
export function isPostgresUrl(value: string): boolean {
  return URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol);
}

function postgresUrl(value: string): string {
  if (!isPostgresUrl(value)) throw new StartupError("BAD_OPTION", POSTGRES_URL_EXPECTED);
  return value;
}

export const POSTGRES_URL_EXPECTED =
  "The database's URL must be such as postgres://user:password@db.example.com:5432/gateway.";

export function isSmtpUrl(value: string): boolean {
  return URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol);
}

function smtpUrl(value: string): string {
  if (!isSmtpUrl(value)) throw new StartupError("BAD_OPTION", SMTP_URL_EXPECTED);
  return value;
}

export const SMTP_URL_EXPECTED = "The mail server's URL must be such as smtps://user:password@mail.example.com.";

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function durationOrOff(value: string): number | "off" {
  return value === "off" ? "off" : duration(value);
}

function duration(value: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  const milliseconds = Number(count) * (UNIT_MS[unit] ?? 0);
  if (!(milliseconds > 0))
    throw new InvalidArgumentError("It must be seconds, minutes, hours or days, such as 45s, 90m, 12h or 30d.");
  return milliseconds;
}

import { CommanderError } from "commander";
import type { AppEntry } from "../apps/app-registry.js";
import { parseApps, readAppsFile } from "../apps/apps-file.js";
import type { CallLimits } from "../calls/clocks.js";
import type { Dialer } from "../calls/dialer.js";
import { BaresipDialer } from "../calls/dialers/baresip.js";
import { readScript } from "../calls/dialers/simulated/webvtt.js";
import { SimulatedDialer } from "../calls/dialers/simulated.js";
import { StartupError, type StartupErrorCode } from "../errors.js";
import { readFaultsFile } from "../faults/faults-file.js";
import { lazyTransport } from "../mail/lazy-transport.js";
import type { MailTransport } from "../mail/mail.js";
import { type RunningGateway, startGateway } from "../server.js";
import { type OpenStorage, openMemory } from "../store/storage.js";
import { openAiTranscriber } from "../transcription/openai-transcriber.js";
import type { Transcriber } from "../transcription/transcriber.js";
import {
  command,
  type Flags,
  isPostgresUrl,
  isSmtpUrl,
  POSTGRES_URL_EXPECTED,
  parseFlags,
  SMTP_URL_EXPECTED,
} from "./flags.js";
import { printSecretHash } from "./hash-secret.js";
import { outboxFolder } from "./outbox-folder.js";
import { readyLine } from "./ready-line.js";
import { announcementFile, recordingOptions } from "./recording-options.js";
import { trunkConfig } from "./trunk-config.js";

const EXIT = { failed: 1, usage: 2 } as const;
/** What is wrong around the command, not in it. */
const FAILURES: ReadonlySet<StartupErrorCode> = new Set(["CANNOT_LISTEN", "NO_STORAGE", "NOT_INSTALLED"]);

/** Runs the command line: serves until SIGINT or SIGTERM, then exits 0; 1 when it cannot listen or its storage cannot be used, 2 for wrong usage. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    const [subcommand, ...rest] = argv;
    if (subcommand === "hash-secret") await printSecretHash(rest);
    else if (subcommand === "trunk")
      process.exitCode = await (await import("./trunk-command.js")).trunkCommand(rest, say);
    else await serve(parseFlags(command(), argv));
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; help and version are no failure.
      process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
    } else if (error instanceof StartupError) {
      process.stderr.write(`symbl-gateway: ${error.message}\n`);
      process.exitCode = FAILURES.has(error.code) ? EXIT.failed : EXIT.usage;
    } else {
      throw error;
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function serve(flags: Flags): Promise<void> {
  // Before anything listens, so that a signal during the start is not lost.
  const stopped = untilSignal();
  const gateway = await startGateway({
    host: flags.host,
    port: flags.port,
    publicUrl: flags.publicUrl,
    apps: configuredApps(flags),
    adminToken: process.env.SYMBL_GATEWAY_ADMIN_TOKEN?.trim() || undefined,
    dialer: await createDialer(flags),
    seed: flags.seed,
    faults: flags.faults === undefined ? undefined : readFaultsFile(flags.faults),
    maxConnections: flags.maxConnections,
    callLimits: callLimits(flags),
    openStorage: await chooseStorage(flags),
    recordings: recordingOptions(flags, process.env),
    transcriber: chooseTranscriber(flags),
    retainMs: flags.retain,
    mailTransport: chooseMailTransport(flags),
    logLevel: flags.logLevel ?? (process.stderr.isTTY ? "info" : "warn"),
  });
  process.stdout.write(
    `${readyLine(gateway, { json: flags.json, storage: storageName(flags), mails: mailPlace(flags) })}\n`,
  );
  await stopped;
  await stop(gateway);
}

async function stop(gateway: RunningGateway): Promise<void> {
  // Whoever asks twice does not want to wait for the far ends.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(EXIT.failed));
  await gateway.close();
  process.exit(0);
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      process.off("SIGINT", done);
      process.off("SIGTERM", done);
      resolve();
    };
    process.on("SIGINT", done);
    process.on("SIGTERM", done);
  });
}

/** Databases are loaded only where they are wanted: without one the gateway starts at once. */
async function chooseStorage(flags: Flags): Promise<OpenStorage> {
  if (flags.data !== undefined) return (await import("../store/sql/open-embedded.js")).openEmbedded(flags.data);
  const url = databaseUrl(flags);
  return url === undefined ? openMemory : (await import("../store/sql/open-postgres.js")).openPostgres(url);
}

function chooseTranscriber({ transcriber: url, transcriberModel: model }: Flags): Transcriber | undefined {
  const key = process.env.SYMBL_GATEWAY_TRANSCRIBER_KEY?.trim() || undefined;
  return url === undefined ? undefined : openAiTranscriber({ url, model, key });
}

/** nodemailer is loaded with the first mail. */
function chooseMailTransport(flags: Flags): MailTransport {
  const { mailFrom, outbox, data } = flags;
  const url = flags.smtp ?? (outbox === undefined ? smtpUrlOfEnvironment() : undefined);
  if (url !== undefined) return lazyTransport(async () => (await transports()).smtpTransport(url, mailFrom));
  const folder = outboxFolder({ outbox, data, stateHome: process.env.XDG_STATE_HOME });
  return lazyTransport(async () => (await transports()).folderTransport(folder, mailFrom));
}

function transports() {
  return import("../mail/transports.js");
}

/** Where e-mails go, as the ready line says it. */
function mailPlace(flags: Flags): string {
  const { outbox, data } = flags;
  if (flags.smtp !== undefined || (outbox === undefined && smtpUrlOfEnvironment() !== undefined)) return "sent by SMTP";
  return `written into ${outboxFolder({ outbox, data, stateHome: process.env.XDG_STATE_HOME })}`;
}

function smtpUrlOfEnvironment(): string | undefined {
  const url = process.env.SYMBL_GATEWAY_SMTP_URL?.trim() || undefined;
  if (url !== undefined && !isSmtpUrl(url)) throw new StartupError("BAD_OPTION", SMTP_URL_EXPECTED);
  return url;
}

function databaseUrl(flags: Flags): string | undefined {
  if (flags.databaseUrl !== undefined) return flags.databaseUrl;
  const url = process.env.SYMBL_GATEWAY_DATABASE_URL?.trim() || undefined;
  if (url !== undefined && !isPostgresUrl(url)) throw new StartupError("BAD_OPTION", POSTGRES_URL_EXPECTED);
  return url;
}

function storageName(flags: Flags): string {
  if (flags.data !== undefined) return `is kept in ${flags.data}`;
  return databaseUrl(flags) === undefined ? "is kept in memory until the gateway stops" : "is kept in its PostgreSQL";
}

function callLimits({ ringLimit, idleLimit, durationLimit }: Flags): CallLimits {
  const seconds = (limit: number | "off") => (limit === "off" ? undefined : limit / 1_000);
  return {
    idleLimit: seconds(idleLimit),
    ...(ringLimit === undefined ? {} : { ringLimit: seconds(ringLimit) }),
    ...(durationLimit === undefined ? {} : { durationLimit: seconds(durationLimit) }),
  };
}

async function createDialer(flags: Flags): Promise<Dialer> {
  const announcement = announcementFile(flags.announcement);
  switch (flags.dialer) {
    case "simulated":
      if (flags.trunkConfig !== undefined) {
        throw new StartupError("BAD_OPTION", "--trunk-config is for real calls; it needs --dialer baresip.");
      }
      if (announcement !== undefined) {
        throw new StartupError("BAD_OPTION", "Simulated calls have no sound: --announcement is for real ones.");
      }
      return new SimulatedDialer({
        ...{ seed: flags.seed, speed: flags.speed },
        ...(flags.script === undefined ? {} : { script: readScript(flags.script) }),
      });
    case "baresip":
      return (await import("../trunks/open-trunks.js")).dialerByTrunks(
        trunkConfig(flags.trunkConfig, process.env),
        (route) => new BaresipDialer({ route, ...(announcement === undefined ? {} : { announcement }) }),
      );
  }
}

function configuredApps(flags: Flags): readonly AppEntry[] {
  if (flags.apps !== undefined) return readAppsFile(flags.apps);
  const json = process.env.SYMBL_GATEWAY_APPS?.trim() ?? "";
  return json === "" ? [] : parseApps(json, "SYMBL_GATEWAY_APPS");
}

import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireBuild } from "../../tools/demo/checkout.js";
import { withoutOwnSettings } from "../../tools/demo/environment.js";
import { runPulumi } from "../../tools/demo/pulumi-command.js";
import { type Engine, engineEnvironment, ensureEngine, progressOn } from "../../tools/engine/index.js";
import { startRealGateway } from "./gateway.js";
import { type Meeting, startMeeting } from "./meeting.js";

/** `node --import tsx examples/real-sip-call/run.ts`: a real call over SIP, by the real engine, from INVITE to BYE. */

const here = __dirname;
const USER = "gateway";
/** Id and passcode of the meeting, as they are pressed. */
const KEYS = "939293#1234#";
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(stop: AbortSignal): Promise<void> {
  requireBuild();
  const engine = await ensureEngine({ signal: stop, progress: progressOn(process.stderr) });
  const folder = mkdtempSync(join(tmpdir(), "real-sip-call-"));
  // What has been started is ended in the opposite order, whatever happens.
  const endings: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  try {
    const password = randomBytes(12).toString("hex");
    const meeting = await startMeeting(folder, USER, password);
    endings.push(meeting.close);
    say(`A meeting waits behind the trunk ${meeting.trunk}, which wants a password.`);
    const gateway = await startRealGateway(folder, { trunk: meeting.trunk, user: USER, password }, stop);
    // Whatever is up is hung up by it.
    endings.push(gateway.stop);
    say(`The gateway listens on ${gateway.url} and places real calls, with baresip.`);
    await callAndHangUp(pulumiIn(folder, engine, gateway.account, stop), meeting, stop);
  } finally {
    for (const end of endings.reverse()) await end();
  }
  say("Done. Nothing is left behind.");
}

type Pulumi = (args: readonly string[], cwd?: string) => Promise<void>;

async function callAndHangUp(pulumi: Pulumi, meeting: Meeting, stop: AbortSignal): Promise<void> {
  await pulumi(["up", "--yes", "--skip-preview", "--suppress-progress"]);
  say(`The meeting was called: ${meeting.requests().at(-1)}`);
  await meeting.until(() => meeting.keys().length >= KEYS.length, stop);
  say(`The keys arrived: ${meeting.keys()}`);
  if (meeting.keys() !== KEYS) throw new Error(`The keys should be ${KEYS}.`);
  await pulumi(["destroy", "--yes", "--skip-preview", "--suppress-progress"]);
  await meeting.until(() => meeting.requests().some((line) => line.startsWith("BYE")), stop);
  say(`The meeting heard the end: ${meeting.requests().at(-1)}`);
}

/** Pulumi with its state, its home and its temporary files in `folder`. */
function pulumiIn(folder: string, engine: Engine, account: Record<string, string>, stop: AbortSignal): Pulumi {
  for (const name of ["project", "home", "state", "tmp"]) mkdirSync(join(folder, name));
  const env = engineEnvironment(engine, {
    base: withoutOwnSettings(process.env),
    home: join(folder, "home"),
    backendUrl: pathToFileURL(join(folder, "state")).href,
    passphrase: "example",
    extra: {
      ...account,
      PULUMI_STACK: "dev",
      SYMBL_JOURNAL_DIR: join(folder, "journal"),
      TMPDIR: join(folder, "tmp"),
    },
  });
  const run = async (args: readonly string[], cwd: string): Promise<void> => {
    stop.throwIfAborted();
    const code = await runPulumi({
      ...{ command: engine.command, args: ["--non-interactive", ...args], cwd, env, stop },
      onLine: (line) => say(`  ${line}`),
      hurry: new AbortController().signal,
    });
    stop.throwIfAborted();
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}.`);
  };
  let made: Promise<void> | undefined;
  return async (args) => {
    say(`$ pulumi ${args[0]}`);
    const project = join(folder, "project");
    const config = join(project, "Pulumi.dev.yaml");
    // `stack init` writes its file beside the Pulumi.yaml that it finds, and nothing is to be written here.
    made ??= (async () => {
      copyFileSync(join(here, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
      writeFileSync(config, "");
      await run(["stack", "init", "dev"], project);
    })();
    await made;
    await run([...args, "--config-file", config], here);
  };
}

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => interrupted.abort(new Error("Interrupted.")));
}
main(interrupted.signal).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

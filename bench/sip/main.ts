import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findInstallation } from "../../gateway/calls/dialers/baresip/installation.js";
import { baresipsIn } from "../../test/support/sip/baresips.js";
import { type Caller, startCaller } from "../../test/support/sip/caller.js";
import { type Ear, startEar } from "../../test/support/sip/ear.js";
import { summarise } from "../statistics.js";
import { type FarEnd, startFarEnd } from "./far-end.js";
import { bareStart, usageOf } from "./processes.js";

const USAGE = `Places real calls on this machine: how long a start takes to the INVITE and a hang-up to the BYE, and what many calls at once take.

  npm run bench:sip -- [--calls 30] [--at-once 50] [--hold 10] [--json FILE]
`;
const KEYS = "1234#";
const GOALS = { inviteBeyondStart: 60, bye: 20 } as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      calls: { type: "string", default: "30" },
      "at-once": { type: "string", default: "50" },
      hold: { type: "string", default: "10" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const folder = mkdtempSync(join(tmpdir(), "bench-sip-"));
  const ear = await startEar();
  const farEnd = await startFarEnd(ear.port);
  const caller = startCaller({ folder });
  try {
    const single = await oneByOne(caller, farEnd, folder, Number(values.calls));
    const many = await atOnce(caller, farEnd, ear, folder, Number(values["at-once"]), Number(values.hold));
    const figures = { ...single, ...many };
    for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name}: ${value}\n`);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    const missed = [
      ...(single["INVITE beyond the process start, ms"] <= GOALS.inviteBeyondStart ? [] : ["start to INVITE"]),
      ...(single["hang-up to BYE, ms"] <= GOALS.bye ? [] : ["hang-up to BYE"]),
      ...(many["calls lost"] === 0 && many["calls with the right keys"] === many["calls at once"] ? [] : ["none lost"]),
    ];
    process.stdout.write(missed.length === 0 ? "Every goal is met.\n" : `Missed: ${missed.join(", ")}\n`);
    if (missed.length > 0) process.exitCode = 1;
  } finally {
    await caller.close();
    farEnd.close();
    ear.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneByOne(caller: Caller, farEnd: FarEnd, folder: string, count: number) {
  const [starts, invites, byes]: [number[], number[], number[]] = [[], [], []];
  const installation = findInstallation();
  for (let call = 0; call < count; call += 1) {
    // In turns, so that what slows the machine down slows both down.
    starts.push(await bareStart(installation, folder));
    const began = performance.now();
    const id = await caller.dial({ uri: `sip:bot@127.0.0.1:${farEnd.port}` });
    await caller.until(id, ({ state }) => state === "answered");
    invites.push((farEnd.arrivals.at(-1)?.at ?? Number.NaN) - began);
    const over = performance.now();
    await caller.calls.hangUp(id, "stopped");
    byes.push((farEnd.arrivals.at(-1)?.at ?? Number.NaN) - over);
  }
  const [start, invite, bye] = [starts, invites, byes].map((each) => summarise(each));
  const round = (value = Number.NaN): number => Math.round(value * 10) / 10;
  return {
    "process start, ms": round(start?.median),
    "start to INVITE, ms": round(invite?.median),
    "start to INVITE, slowest, ms": round(invite?.max),
    "INVITE beyond the process start, ms": round((invite?.median ?? Number.NaN) - (start?.median ?? Number.NaN)),
    "hang-up to BYE, ms": round(bye?.median),
    "hang-up to BYE, slowest, ms": round(bye?.max),
  };
}

async function atOnce(caller: Caller, farEnd: FarEnd, ear: Ear, folder: string, count: number, hold: number) {
  const began = performance.now();
  const endpoint = { uri: `sip:bot@127.0.0.1:${farEnd.port}`, dtmf: KEYS };
  const ids = await Promise.all(Array.from({ length: count }, () => caller.dial(endpoint)));
  for (const id of ids) await caller.until(id, ({ state }) => state === "answered");
  const up = performance.now() - began;
  for (const id of ids) await caller.until(id, ({ times }) => times.dtmfSent !== undefined);
  const pids = baresipsIn(folder);
  const [before, own] = [usageOf(pids), process.cpuUsage()];
  await delay(hold * 1_000);
  const after = usageOf(pids);
  const { user, system } = process.cpuUsage(own);
  const lost = ids.filter((id) => caller.call(id)?.state !== "answered").length;
  const hangingUp = performance.now();
  await caller.calls.hangUpAll("stopped");
  return {
    "calls at once": count,
    "until all are answered, ms": Math.round(up),
    "calls with the right keys": ear.digits().filter((keys) => keys === KEYS).length,
    "calls lost": lost,
    "processor of all baresips, % of a core": Math.round(((after.seconds - before.seconds) / hold) * 100),
    "processor of this process, % of a core": Math.round((user + system) / hold / 10_000),
    "memory of all baresips (PSS), MiB": Math.round(after.memory / 1_024),
    "until all are hung up, ms": Math.round(performance.now() - hangingUp),
  };
}

void main();

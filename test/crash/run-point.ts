import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, type RunningCommand, type StackWorkspace, stackWorkspace } from "../support/engine.js";
import type { ShownConnection, TestGateway } from "../support/gateway.js";
import { hangUpOrphans } from "./command-line.js";
import { type Door, doorBefore } from "./door.js";
import { type JournalFile, journalFiles, makeJournalFolder } from "./journal-folder.js";
import { callsTo, live, overlaps } from "./ledger.js";
import type { Moment, Point } from "./points.js";
import { ended } from "./processes.js";
import { mendState, sessionsInState } from "./state-file.js";
import { strike, whileRunning } from "./strike.js";

/** What was seen of one point. */
export interface Outcome {
  /** Every number that was dialled, in that order. */
  readonly dialled: readonly string[];
  /** Calls of the session that were up at the same instant. */
  readonly overlaps: readonly string[];
  /** Calls that were live after the crash, and of which neither the state nor the journal knew. */
  readonly lost: readonly string[];
  /** What was run then: `pulumi up`, or the command line. `undefined` for nothing. */
  readonly next: CommandResult | undefined;
  /** The number that it asked for. */
  readonly wanted: string;
  /** What was live after it. */
  readonly liveThen: readonly { readonly connectionId: string; readonly number: string }[];
  /** Connections that the state had after it. */
  readonly inStateThen: readonly string[];
  readonly destroy: CommandResult;
  readonly liveInTheEnd: readonly string[];
  readonly journalInTheEnd: readonly JournalFile[];
  /** All that the commands printed. */
  readonly transcript: string;
}

/** An orphan looks every half second whether its engine lives, waits three for what is in flight, and hangs up within one and a half. */
const ORPHAN_MS = 20_000;
/** For whatever ends by itself. */
const BY_ITSELF_MS = 60_000;

/** Takes a stack of its own to the point, lets the victims die there, and does what a person does next. */
export async function runPoint(
  point: Point,
  gateway: TestGateway,
  numbers: readonly [string, string],
): Promise<Outcome> {
  const door = await doorBefore(gateway.url);
  try {
    const stack = await stackWorkspace({
      projectDir: join(__dirname, "program"),
      env: {
        ...withoutOwnSettings(),
        SYMBL_BASE_URL: door.url,
        SYMBL_APP_ID: gateway.appId,
        SYMBL_APP_SECRET: gateway.appSecret,
      },
    });
    try {
      return await toTheEnd(point, gateway, door, stack, numbers);
    } finally {
      await stack.dispose();
    }
  } finally {
    await door.close();
  }
}

async function toTheEnd(
  point: Point,
  gateway: TestGateway,
  door: Door,
  stack: StackWorkspace,
  numbers: readonly [string, string],
): Promise<Outcome> {
  const { operation, victims } = point;
  const said: string[] = [];
  const journalParent = join(stack.directory, "journal");
  mkdirSync(journalParent);
  const journal = makeJournalFolder(journalParent);
  const goOn = join(stack.directory, "go-on");
  const start = (command: string, number: string, more: Record<string, string> = {}): RunningCommand =>
    stack.start([command, "--yes", "--skip-preview"], {
      env: { SYMBL_JOURNAL_DIR: journalParent, CRASH_NUMBER: number, ...more },
    });
  const finish = async (running: RunningCommand): Promise<CommandResult> => {
    const result = await running.result;
    said.push(result.stdout, result.stderr);
    return result;
  };

  const [first, second] = numbers;
  if (operation !== "create") {
    const { code } = await finish(start("up", first));
    if (code !== 0) throw new Error(`the run before the crash ended with ${code}:\n${said.join("")}`);
  }

  const inTheRun = operation === "replace" ? second : first;
  const before = { keys: journalFiles(journal).map(({ key }) => key), sessions: sessionsInState(stack) ?? [] };
  const running = start(
    operation === "delete" ? "destroy" : "up",
    inTheRun,
    needsTheRunToGoOn(point.moment) ? { CRASH_GO_ON: goOn } : {},
  );
  const aftermath = await strike(point, { running, door, stack, journal, before });
  if (victims === "host") {
    writeFileSync(goOn, "");
    await within(BY_ITSELF_MS, finish(running), "the engine whose host was killed did not end");
  }
  // The orphan is to notice, settle and exit by itself.
  if (victims === "engine") await ended([aftermath.host], ORPHAN_MS);
  aftermath.allGone();
  await door.settled(aftermath.stale === undefined ? 0 : 1);
  said.push(`\n--- killed: ${victims} ---\n`);
  if (victims !== "host") {
    for (const name of mendState(stack)) said.push(`--- removed, since it was empty: ${name} ---\n`);
    // The engine's lock on the state outlives it.
    const { code, stdout, stderr } = await stack.run(["cancel", "--yes"]);
    if (code !== 0) throw new Error(`pulumi cancel ended with ${code}:\n${stdout}${stderr}`);
  }

  const lost = unknownTo(stack, journal, live(await callsTo(gateway, numbers)));

  const wanted = point.next === "another number" ? (operation === "replace" ? first : second) : inTheRun;
  const goOnWith = async (): Promise<CommandResult | undefined> => {
    if (point.next === "destroy") return undefined;
    if (point.next === "hang-up --orphans") {
      const result = await hangUpOrphans(stack, { SYMBL_JOURNAL_DIR: journalParent });
      said.push(result.stdout, result.stderr);
      return result;
    }
    const next = start("up", wanted);
    if (aftermath.stale !== undefined) {
      await whileRunning(next, door.answered("look-up"));
      aftermath.stale.release();
    }
    return finish(next);
  };
  const next = await goOnWith();
  const then = live(await callsTo(gateway, numbers));
  const inStateThen = sessionsInState(stack) ?? [];

  const destroy = await finish(start("destroy", wanted));
  await door.settled(0);
  const calls = await callsTo(gateway, numbers);
  return {
    dialled: calls.map(({ endpoint }) => String(endpoint.phoneNumber)),
    overlaps: overlaps(calls),
    lost,
    next,
    liveThen: then.map(({ connectionId, endpoint }) => ({ connectionId, number: String(endpoint.phoneNumber) })),
    inStateThen,
    wanted,
    destroy,
    liveInTheEnd: live(calls).map(({ connectionId }) => connectionId),
    journalInTheEnd: journalFiles(journal),
    transcript: `${said.join("")}\nThe server answered: ${door.answers.join(", ")}\n`,
  };
}

/** Those of the live calls that nothing would ever end. */
function unknownTo(stack: StackWorkspace, journal: string, calls: readonly ShownConnection[]): string[] {
  const known = [
    ...(sessionsInState(stack) ?? []),
    ...journalFiles(journal).flatMap(({ key, connectionId }) => [key, connectionId]),
  ];
  return calls
    .filter(
      ({ connectionId, idempotencyKey }) => !known.includes(connectionId) && !known.includes(idempotencyKey ?? ""),
    )
    .map(({ connectionId }) => connectionId);
}

/** These come only while the engine has more to do than the call; at the end of a run it would be too late for them. */
function needsTheRunToGoOn({ event }: { event?: string } & Moment): boolean {
  return event === "saved" || event === "taken";
}

async function within<T>(milliseconds: number, work: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** The settings of whoever runs the tests must not reach them, nor may a proxy stand between them and this machine. */
function withoutOwnSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => /^SYMBL_|_proxy$/i.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

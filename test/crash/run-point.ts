import { join } from "node:path";
import { type CommandResult, type StackWorkspace, stackWorkspace } from "../support/engine.js";
import type { ShownConnection, TestGateway } from "../support/gateway.js";
import { hangUpOrphans } from "./command-line.js";
import { doorBefore, type Held } from "./door.js";
import { type JournalFile, journalFiles } from "./journal-folder.js";
import { callsTo, live, overlaps } from "./ledger.js";
import type { Point } from "./points.js";
import { type Stage, stageOn } from "./stage.js";
import { sessionsInState } from "./state-file.js";
import { whileRunning } from "./strike.js";

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
      return await toTheEnd(point, gateway, stageOn(stack, door), numbers);
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
  stage: Stage,
  numbers: readonly [string, string],
): Promise<Outcome> {
  const { door, journal, stack, said } = stage;
  const { first, inTheRun, wanted } = numbersOf(point, numbers);
  await before(point, stage, first);
  const stale = await stage.crash(point.operation === "delete" ? "destroy" : "up", inTheRun, point);
  const lost = unknownTo(stack, journal, live(await callsTo(gateway, numbers)));

  const next = await goOnWith(point, stage, wanted, stale);
  const then = live(await callsTo(gateway, numbers));
  const inStateThen = sessionsInState(stack) ?? [];

  const destroy = await stage.finish(stage.start("destroy", wanted));
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

/** Which number is wanted before the crash, in the run that is cut short, and after it. */
function numbersOf(
  { operation, next }: Point,
  [first, second]: readonly [string, string],
): { readonly first: string; readonly inTheRun: string; readonly wanted: string } {
  const inTheRun = operation === "replace" || operation === "recovery" ? second : first;
  const other = inTheRun === first ? second : first;
  return { first, inTheRun, wanted: next === "another number" ? other : inTheRun };
}

/** What the operation begins with. */
async function before({ operation }: Point, stage: Stage, number: string): Promise<void> {
  switch (operation) {
    case "create":
      return;
    case "replace":
    case "delete": {
      const { code } = await stage.finish(stage.start("up", number));
      if (code !== 0) throw new Error(`the run before the crash ended with ${code}:\n${stage.said.join("")}`);
      return;
    }
    case "recovery":
      await stage.crash("up", number, {
        moment: { on: "request", request: "start", stage: "done", fate: "lost" },
        victims: "both",
      });
  }
}

/** What a person does next. */
async function goOnWith(
  { next }: Point,
  stage: Stage,
  number: string,
  stale: Held | undefined,
): Promise<CommandResult | undefined> {
  if (next === "destroy") return undefined;
  if (next === "hang-up --orphans") {
    const result = await hangUpOrphans(stage.stack, { SYMBL_JOURNAL_DIR: stage.journalParent });
    stage.said.push(result.stdout, result.stderr);
    return result;
  }
  const running = stage.start("up", number);
  if (stale !== undefined) {
    await whileRunning(running, stage.door.answered("look-up"));
    stale.release();
  }
  return stage.finish(running);
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

/** The settings of whoever runs the tests must not reach them, nor may a proxy stand between them and this machine. */
function withoutOwnSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => /^SYMBL_|_proxy$/i.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

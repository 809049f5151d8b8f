import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandResult, RunningCommand, StackWorkspace } from "../support/engine.js";
import type { Door, Held } from "./door.js";
import { journalFiles, makeJournalFolder } from "./journal-folder.js";
import type { Moment, Point } from "./points.js";
import { ended } from "./processes.js";
import { mendState, sessionsInState } from "./state-file.js";
import { strike } from "./strike.js";

/** A stack with its own state, journal and door, on which commands are run and cut short. */
export interface Stage {
  readonly stack: StackWorkspace;
  readonly door: Door;
  /** `SYMBL_JOURNAL_DIR`, and the folder of the records in it. */
  readonly journalParent: string;
  readonly journal: string;
  /** All that the commands printed, and what was done in between. */
  readonly said: string[];
  /** Starts a command with the program wanting this number. */
  start(command: "up" | "destroy", number: string, env?: Readonly<Record<string, string>>): RunningCommand;
  /** Waits for its end, whatever its code. */
  finish(running: RunningCommand): Promise<CommandResult>;
  /**
   * Runs a command until the moment, kills the victims there, and lets everything come to rest; then does what a person has to do before the next command.
   * Resolves to a request that is still being held, when the moment says so.
   */
  crash(command: "up" | "destroy", number: string, how: Pick<Point, "moment" | "victims">): Promise<Held | undefined>;
}

/** An orphan looks every half second whether its engine lives, waits three for what is in flight, and hangs up within one and a half. */
const ORPHAN_MS = 20_000;
/** For whatever ends by itself. */
const BY_ITSELF_MS = 60_000;

export function stageOn(stack: StackWorkspace, door: Door): Stage {
  const said: string[] = [];
  const journalParent = join(stack.directory, "journal");
  mkdirSync(journalParent);
  const journal = makeJournalFolder(journalParent);

  const start: Stage["start"] = (command, number, env = {}) =>
    stack.start([command, "--yes", "--skip-preview"], {
      env: { SYMBL_JOURNAL_DIR: journalParent, CRASH_NUMBER: number, ...env },
    });

  const finish: Stage["finish"] = async (running) => {
    const result = await running.result;
    said.push(result.stdout, result.stderr);
    return result;
  };

  const crash: Stage["crash"] = async (command, number, how) => {
    const goOn = join(stack.directory, "go-on");
    const before = { keys: journalFiles(journal).map(({ key }) => key), sessions: sessionsInState(stack) ?? [] };
    const running = start(command, number, needsTheRunToGoOn(how.moment) ? { CRASH_GO_ON: goOn } : {});
    const aftermath = await strike(how, { running, door, stack, journal, before });
    if (how.victims === "host") {
      writeFileSync(goOn, "");
      await within(BY_ITSELF_MS, finish(running), "the engine whose host was killed did not end");
    }
    // The orphan is to notice, settle and exit by itself.
    if (how.victims === "engine") await ended([aftermath.host], ORPHAN_MS);
    aftermath.allGone();
    await door.settled(aftermath.stale === undefined ? 0 : 1);
    said.push(`\n--- killed: ${how.victims} ---\n`);
    if (how.victims === "host") return aftermath.stale;
    for (const name of mendState(stack)) said.push(`--- removed, since it was empty: ${name} ---\n`);
    // The engine's lock on the state outlives it.
    const { code, stdout, stderr } = await stack.run(["cancel", "--yes"]);
    if (code !== 0) throw new Error(`pulumi cancel ended with ${code}:\n${stdout}${stderr}`);
    return aftermath.stale;
  };

  return { stack, door, journalParent, journal, said, start, finish, crash };
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

import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { errorCode } from "../api/errors.js";
import { askServers } from "./call-state.js";
import { type Ended, endStart } from "./end.js";
import { Failure, inWords } from "./errors.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { inParallel } from "./in-parallel.js";
import { connectionOf, type KnownStart, type Listed } from "./known-start.js";
import { callJson, callLines, counted, inOrder, tornJson, tornLines } from "./listing.js";
import { isOrphan, selectOrphans } from "./orphans.js";
import { endedJson, endedWords, isSettled } from "./outcome.js";
import { readStateExport, type StateIds, together } from "./state-file.js";
import { survey, type Workplace } from "./survey.js";
import { PROGRAM } from "./usage.js";

export interface OrphansOptions {
  /** Files that hold exports of stacks; `-` is standard input. */
  stateFiles: readonly string[] | undefined;
  yes: boolean;
  json: boolean;
}

const AT_ONCE = 16;

/** `hang-up --orphans`: ends the calls that no state is known to have. */
export async function hangUpOrphans(options: OrphansOptions, workplace: Workplace): Promise<ExitCode> {
  const { terminal, journal } = workplace;
  const state = options.stateFiles === undefined ? undefined : await readStates(options.stateFiles);
  const { starts, torn } = await survey(journal);
  const selection = selectOrphans(starts, state);
  const [sure, doubtful] = [await list(selection.sure, workplace), await list(selection.doubtful, workplace)];
  // A start whose answer was lost shows only now which call it placed.
  const isSpared = (one: Listed): boolean => state?.ids.has(connectionOf(one) ?? "") === true;
  const spared = [...selection.spared, ...[...sure, ...doubtful].filter(isSpared)];
  const certain = sure.filter((one) => !isSpared(one));
  const asked = doubtful.filter((one) => !isSpared(one));

  if (!options.json) show(certain, asked, torn, spared.length, workplace);
  const agreed = asked.length === 0 || options.yes || (await agree(asked, options, workplace));
  const toEnd = agreed ? [...certain, ...asked] : certain;
  const ended = await endAll(toEnd, options, workplace);

  const left = agreed ? [] : asked;
  if (options.json) {
    terminal.printJson({
      ended: ended.map(({ listed, outcome }) => ({ key: listed.record.key, ...endedJson(listed.record.key, outcome) })),
      left: [...left.map(callJson), ...torn.map(tornJson)],
      spared: spared.map(({ record }) => record.key),
    });
  }
  const came = new Set(ended.map(({ outcome }) => outcome.kind));
  if (came.has("failed") || came.has("record-stays")) return EXIT.failed;
  return came.has("unknown") || came.has("placing") || left.length > 0 || torn.length > 0 ? EXIT.remain : EXIT.done;
}

async function list(starts: readonly KnownStart[], { accounts }: Workplace): Promise<Listed[]> {
  return inOrder(await askServers(starts, accounts));
}

function show(
  certain: readonly Listed[],
  asked: readonly Listed[],
  torn: readonly string[],
  spared: number,
  { terminal, journal }: Workplace,
): void {
  const now = Date.now();
  const blocks = [
    ...[...certain, ...asked].map((one) => callLines(one, now)),
    ...torn.map((name) => tornLines(name, journal.directory)),
  ];
  if (blocks.length > 0) terminal.print(`${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`);
  if (certain.length + asked.length === 0) terminal.print(`No orphans in ${journal.directory}.`);
  if (spared > 0) terminal.print(`Spared, since the state has them: ${spared}.`);
}

/** Asks about the doubtful ones. */
async function agree(
  asked: readonly Listed[],
  { stateFiles }: OrphansOptions,
  { terminal }: Workplace,
): Promise<boolean> {
  if (stateFiles !== undefined) {
    terminal.tell(
      `${counted(asked.length, "call")} of another stack, whose engine was alive after it had got the result: the state that was given cannot speak for it.`,
    );
  }
  switch (await terminal.ask(`Hang up ${asked.length === 1 ? "this call" : `these ${asked.length} calls`}?`)) {
    case "yes":
      return true;
    case "no":
      terminal.tell(`Left alone: ${counted(asked.length, "orphan")}.`);
      return false;
    case "nobody":
      terminal.tell(
        `Left alone: ${counted(asked.length, "orphan")}, as there is no terminal to ask on. Add --state with the output of \`pulumi stack export\`` +
          ` of ${stateFiles === undefined ? "the stack" : "each stack"} to spare the calls that a state has, or --yes to hang them all up.`,
      );
      return false;
  }
}

interface Outcome {
  listed: Listed;
  outcome: Ended;
}

/** Ends them, those that are still orphans: while a person thought about it, an `up` may have taken one over. */
async function endAll(listed: readonly Listed[], { json }: OrphansOptions, workplace: Workplace): Promise<Outcome[]> {
  if (listed.length === 0) return [];
  const { terminal, journal } = workplace;
  const now = new Map((await survey(journal)).starts.map((start) => [start.record.key, start]));
  const outcomes = await inParallel(listed, AT_ONCE, async (one): Promise<Outcome[]> => {
    const { key } = one.record;
    const start = now.get(key);
    if (start === undefined || !isOrphan(start)) {
      terminal.tell(`${key} is no orphan any more: it was settled, or taken over, a moment ago.`);
      return [];
    }
    const outcome = await endStart(start, one.call, workplace);
    if (!json) say(key, outcome, workplace);
    return [{ listed: one, outcome }];
  });
  return outcomes.flat();
}

/** What is still unknown stands in the listing already. */
function say(key: string, outcome: Ended, { terminal }: Workplace): void {
  if (outcome.kind === "unknown") terminal.tell(`${key} is still unknown; see "next" above.`);
  else if (isSettled(outcome)) terminal.print(endedWords(key, outcome));
  else terminal.tell(endedWords(key, outcome));
}

async function readStates(files: readonly string[]): Promise<StateIds> {
  const states: StateIds[] = [];
  for (const file of files) {
    const name = file === "-" ? "standard input" : file;
    const reading = readStateExport(await readWhole(file, name));
    if (!reading.ok) throw new Failure(`Nothing was hung up. --state, ${name}: ${reading.problem}`);
    states.push(reading.state);
  }
  return together(states);
}

async function readWhole(file: string, name: string): Promise<string> {
  if (file === "-" && process.stdin.isTTY) {
    throw new Failure(
      `Nothing was hung up. --state -: standard input is a terminal. Pipe the state in: pulumi stack export | ${PROGRAM} hang-up --orphans --state -`,
    );
  }
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new Failure(
      `Nothing was hung up. --state, ${name}: it cannot be read (${errorCode(error) ?? inWords(error)}). Give the output of \`pulumi stack export\``,
    );
  }
}

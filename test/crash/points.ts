import type { RequestKind, Stage } from "./door.js";

/** Who is killed. The engine alone leaves a host behind that has to notice; the host alone, an engine that has to say so. */
export type Victims = (typeof VICTIMS)[number];
const VICTIMS = ["engine", "host", "both"] as const;

/**
 * What becomes of a request that is being held when the victims are dead. `lost`: it never reaches the server. `goes on`: at once, so an orphaned host
 * still hears the answer. `late`: when every process of the run is gone. `stale`: in the middle of the next run, when the server has said that it
 * knows no such start.
 */
export type Fate = "lost" | "goes on" | "late" | "stale";

/** When the victims are killed. */
export type Moment =
  | { readonly on: "request"; readonly request: RequestKind; readonly stage: Stage; readonly fate: Fate }
  /** `intended`: a record of a start stands in the journal. `answered`: and the answer in it. `settled`: the hung-up call's record is gone. */
  | { readonly on: "journal"; readonly event: "intended" | "answered" | "taken" | "confirmed" | "settled" }
  /** `saved`: the new call stands in the state. `released`: the hung-up one no longer does, or only as something to be replaced. */
  | { readonly on: "state"; readonly event: "saved" | "released" };

/** `recovery`: the run after a crash in which the server had placed a call and nobody heard its answer; the program wants another number by now. */
export type Operation = "create" | "replace" | "delete" | "recovery";

/**
 * What is run after the crash, before `destroy`: the same program, one that wants another number, or nothing. `hang-up --orphans` is for what nothing would
 * end that knows of it: no process is left, and a `destroy` of a session that is not in the state loads no provider.
 */
export type Next = "the same" | "another number" | "hang-up --orphans" | "destroy";

/** One crash, and what the server's ledger must show in the end. */
export interface Point {
  readonly operation: Operation;
  readonly step: string;
  readonly moment: Moment;
  readonly victims: Victims;
  readonly next: Next;
  /** How often a telephone rang in all, the run before the crash included: the lowest and the highest count that is right. */
  readonly dials: readonly [number, number];
  /** Whether it is one of the few that stand for all. */
  readonly smoke: boolean;
  /** Whether it is one of those that are tried every time. */
  readonly usual: boolean;
}

/** The dials that are right for each way of dying; a way that is left out is not tried, since another row has it. */
type Dials = Readonly<Partial<Record<Victims, number | readonly [number, number]>>>;

interface Row {
  readonly step: string;
  readonly moment: Moment;
  readonly dials: Dials;
  readonly next: Next;
  /** The way of dying that is a part of the smoke test. */
  readonly smoke: Victims | undefined;
}

const at = (step: string, moment: Moment, dials: Dials, { next = "the same", smoke }: Partial<Row> = {}): Row => ({
  step,
  moment,
  dials,
  next,
  smoke,
});
const request = (kind: RequestKind, stage: Stage, fate: Fate): Moment => ({
  on: "request",
  request: kind,
  stage,
  fate,
});
const journal = (event: Extract<Moment, { on: "journal" }>["event"]): Moment => ({ on: "journal", event });
const state = (event: Extract<Moment, { on: "state" }>["event"]): Moment => ({ on: "state", event });

/** An orphan may place the call, or end it, before it notices; what it placed it hangs up. Or the engine may have written the result, or not. */
const ONE_OR_TWO = [1, 2] as const;
const TWO_OR_THREE = [2, 3] as const;

const CREATE: readonly Row[] = [
  at("the intent is on disk", journal("intended"), { engine: 1, host: 1, both: 1 }),
  at("a token is asked for", request("token", "arrived", "goes on"), { engine: ONE_OR_TWO, host: 1, both: 1 }),
  at("a token is on its way", request("token", "done", "goes on"), { engine: ONE_OR_TWO, host: 1, both: 1 }),
  at("the start is sent, and lost", request("start", "arrived", "lost"), { engine: 1, host: 1, both: 1 }),
  // The orphan hears the answer, and hangs up what no engine will take.
  at("the start is sent, and arrives", request("start", "arrived", "goes on"), { engine: 2, host: 1, both: 1 }),
  at("the start is sent, and arrives late", request("start", "arrived", "late"), { engine: 1 }),
  at("the start is sent, and arrives in the next run", request("start", "arrived", "stale"), { engine: 1, both: 1 }),
  at(
    "the answer is on its way",
    request("start", "done", "goes on"),
    { engine: 2, host: 1, both: 1 },
    { smoke: "engine" },
  ),
  at("the answer is lost", request("start", "done", "lost"), { engine: ONE_OR_TWO }),
  at("the answer is late", request("start", "done", "late"), { engine: 1 }),
  at("the answer is on disk", journal("answered"), { engine: ONE_OR_TWO, host: 1, both: 1 }, { smoke: "both" }),
  at("the call is in the state", state("saved"), { engine: ONE_OR_TWO, host: 1, both: 1 }),
  at("the call is known to be in the state", journal("taken"), { engine: 1, host: 1, both: 1 }),
  at("the run is confirmed", journal("confirmed"), { engine: 1, both: 1 }),
  at(
    "the answer is on its way",
    request("start", "done", "goes on"),
    { engine: 2, host: 2, both: 2 },
    { next: "another number" },
  ),
  at("the answer is on its way", request("start", "done", "goes on"), { engine: 1 }, { next: "destroy" }),
  at("the answer is on its way", request("start", "done", "goes on"), { both: 1 }, { next: "hang-up --orphans" }),
  at("the answer is on disk", journal("answered"), { both: 1 }, { next: "hang-up --orphans" }),
];

const REPLACE: readonly Row[] = [
  at("a token is asked for", request("token", "arrived", "goes on"), { engine: 2, host: 2, both: 2 }),
  at("the stop is sent, and lost", request("stop", "arrived", "lost"), { engine: 2, host: 2, both: 2 }),
  at("the stop is sent, and arrives late", request("stop", "arrived", "late"), { engine: 2, host: 2, both: 2 }),
  at("the stop is done", request("stop", "done", "goes on"), { engine: 2, host: 2, both: 2 }),
  at("the old record is settled", journal("settled"), { engine: TWO_OR_THREE, host: 2, both: 2 }),
  at(
    "the old call is out of the state",
    state("released"),
    { engine: TWO_OR_THREE, host: 2, both: 2 },
    { smoke: "both" },
  ),
  at("the intent is on disk", journal("intended"), { engine: 2, host: 2, both: 2 }),
  at("the start is sent, and lost", request("start", "arrived", "lost"), { engine: 2, host: 2, both: 2 }),
  at("the start is sent, and arrives", request("start", "arrived", "goes on"), { engine: 3, host: 2, both: 2 }),
  at("the start is sent, and arrives in the next run", request("start", "arrived", "stale"), { both: 2 }),
  at(
    "the answer is on its way",
    request("start", "done", "goes on"),
    { engine: 3, host: 2, both: 2 },
    { smoke: "host" },
  ),
  at("the answer is late", request("start", "done", "late"), { engine: 2 }),
  at("the answer is on disk", journal("answered"), { engine: TWO_OR_THREE, host: 2, both: 2 }),
  at("the new call is in the state", state("saved"), { engine: TWO_OR_THREE, host: 2, both: 2 }),
  at("the new call is known to be in the state", journal("taken"), { engine: 2, host: 2, both: 2 }),
  at("the run is confirmed", journal("confirmed"), { engine: 2, both: 2 }),
  at(
    "the answer is on its way",
    request("start", "done", "goes on"),
    { engine: 3, host: 3, both: 3 },
    { next: "another number" },
  ),
];

/** Where the call was hung up before the crash, or by it, the next `up` places it anew. */
const DELETE: readonly Row[] = [
  at("a token is asked for", request("token", "arrived", "goes on"), { engine: ONE_OR_TWO, host: 1, both: 1 }),
  at("the stop is sent, and lost", request("stop", "arrived", "lost"), { engine: ONE_OR_TWO, host: 1, both: 1 }),
  at("the stop is sent, and arrives late", request("stop", "arrived", "late"), { engine: 2, host: 2, both: 2 }),
  at("the stop is done", request("stop", "done", "goes on"), { engine: 2, host: 2, both: 2 }, { smoke: "host" }),
  at("the record is settled", journal("settled"), { engine: 2, host: 2, both: 2 }),
  at("the call is out of the state", state("released"), { engine: 2, host: 2, both: 2 }),
];

/** The call that was left must be ended before the other is placed. */
const RECOVERY: readonly Row[] = [
  // A look-up may be repeated, also by an orphan that has not yet noticed.
  at("the left start is looked up", request("look-up", "arrived", "lost"), { engine: TWO_OR_THREE, host: 2, both: 2 }),
  at("the left call is found", request("look-up", "done", "goes on"), { engine: TWO_OR_THREE, host: 2, both: 2 }),
  at("the stop is sent, and lost", request("stop", "arrived", "lost"), { engine: TWO_OR_THREE, host: 2, both: 2 }),
  at("the stop is sent, and arrives late", request("stop", "arrived", "late"), { engine: 2, host: 2, both: 2 }),
  at("the stop is done", request("stop", "done", "goes on"), { engine: TWO_OR_THREE, host: 2, both: 2 }),
  at("the intent is on disk", journal("intended"), { engine: 2, host: 2, both: 2 }),
  at("the answer is on its way", request("start", "done", "goes on"), { engine: 3, host: 2, both: 2 }),
  at("the answer is late", request("start", "done", "late"), { engine: 2 }),
];

const POINTS: readonly Point[] = [
  ...pointsOf("create", CREATE),
  ...pointsOf("replace", REPLACE),
  ...pointsOf("delete", DELETE),
  ...pointsOf("recovery", RECOVERY),
];

/** `all` of them, the `smoke` test's few, or by default every step in one way of dying at least. */
export function chosenPoints(choice: string | undefined): readonly Point[] {
  if (choice === "all") return POINTS;
  return POINTS.filter(({ smoke, usual }) => (choice === "smoke" ? smoke : usual));
}

function pointsOf(operation: Operation, rows: readonly Row[]): Point[] {
  return rows.flatMap(({ dials, smoke, ...row }, index) =>
    VICTIMS.flatMap((victims) => {
      const count = dials[victims];
      if (count === undefined) return [];
      const range = typeof count === "number" ? ([count, count] as const) : count;
      const usual = smoke === victims || dials.engine === undefined || usualWays(index).includes(victims);
      return [{ operation, ...row, victims, dials: range, smoke: smoke === victims, usual }];
    }),
  );
}

/** The engine's death leaves the most to do. A host that dies, and a machine, differ little for the run that follows: they take turns at every third step. */
function usualWays(step: number): readonly Victims[] {
  if (step % 3 !== 0) return ["engine"];
  return ["engine", step % 2 === 0 ? "both" : "host"];
}

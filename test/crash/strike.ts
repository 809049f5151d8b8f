import type { RunningCommand, StackWorkspace } from "../support/engine.js";
import type { Door, Held } from "./door.js";
import { journalFiles } from "./journal-folder.js";
import { whenFolder } from "./moments.js";
import type { Moment, Point } from "./points.js";
import { ended, hostOf, kill } from "./processes.js";
import { sessionsInState, stateFolder } from "./state-file.js";

/** What a point's victims are part of. */
export interface Scene {
  readonly running: RunningCommand;
  readonly door: Door;
  readonly stack: StackWorkspace;
  /** The journal's folder. */
  readonly journal: string;
  /** What there was before the run: keys of records, and ids of sessions in the state. */
  readonly before: { readonly keys: readonly string[]; readonly sessions: readonly string[] };
}

/** What is left to be done once the victims are dead. */
export interface Aftermath {
  /** The process of the host, an orphan when only the engine was killed. */
  readonly host: number;
  /** To be called when all processes of the run are gone. */
  allGone(): void;
  /** A request that is to reach the server during the next run. */
  readonly stale: Held | undefined;
}

const DEAD_MS = 10_000;

/** Waits for the point's moment, and kills in it. Resolves when the victims are dead. */
export async function strike({ moment, victims }: Pick<Point, "moment" | "victims">, scene: Scene): Promise<Aftermath> {
  const { running, door } = scene;
  const engine = running.child.pid;
  if (engine === undefined) throw new Error("the engine did not start");
  // Whatever the operation, its host asks for a token before it does anything else at the server: then it is there to be found.
  const token = await whileRunning(running, door.hold("token", "arrived").reached);
  const host = hostOf(engine);
  if (host === undefined) throw new Error("the engine has no host that could be found");
  const victimPids = { engine: [engine], host: [host], both: [host, engine] }[victims];

  if (moment.on !== "request") {
    const { cancel } = await strikeAtChange(moment, victimPids, token, scene);
    await ended(victimPids, DEAD_MS);
    return { host, allGone: cancel, stale: undefined };
  }
  const held = await heldAt(moment, token, scene);
  kill(victimPids);
  await ended(victimPids, DEAD_MS);
  const aftermath: Aftermath = { host, allGone: () => undefined, stale: undefined };
  switch (moment.fate) {
    case "lost":
      held.drop();
      return aftermath;
    case "goes on":
      held.release();
      return aftermath;
    case "late":
      return { ...aftermath, allGone: () => held.release() };
    case "stale":
      return { ...aftermath, stale: held };
  }
}

async function heldAt(
  { request, stage }: Extract<Moment, { on: "request" }>,
  token: Held,
  { running, door }: Scene,
): Promise<Held> {
  if (request === "token" && stage === "arrived") return token;
  const hold = door.hold(request, stage);
  token.release();
  return whileRunning(running, hold.reached);
}

/** Strikes in the moment in which the journal or the state shows what the point waits for. */
async function strikeAtChange(
  moment: Exclude<Moment, { on: "request" }>,
  victims: readonly number[],
  token: Held,
  scene: Scene,
): Promise<{ cancel(): void }> {
  // Between the intent and the start is little time: a start that gets away all the same is lost.
  const start = moment.event === "intended" ? scene.door.hold("start", "arrived") : undefined;
  void start?.reached.then((held) => held.drop());
  const { struck, stop } = whenFolder(
    moment.on === "journal" ? scene.journal : stateFolder(scene.stack),
    () => isReached(moment, scene),
    () => kill(victims),
  );
  try {
    token.release();
    await whileRunning(scene.running, struck);
  } finally {
    stop();
  }
  return { cancel: () => start?.cancel() };
}

function isReached(moment: Exclude<Moment, { on: "request" }>, { journal, stack, before }: Scene): boolean {
  if (moment.on === "state") {
    const sessions = sessionsInState(stack);
    if (sessions === undefined) return false;
    return moment.event === "released" ? sessions.length === 0 : sessions.some((id) => !before.sessions.includes(id));
  }
  const records = journalFiles(journal);
  const fresh = records.filter(({ key }) => !before.keys.includes(key));
  switch (moment.event) {
    case "intended":
      return fresh.length > 0;
    case "answered":
      return fresh.some(({ connectionId }) => connectionId !== undefined);
    case "taken":
    case "confirmed":
      return fresh.some(({ state }) => state === moment.event);
    case "settled":
      return !records.some(({ key }) => before.keys.includes(key));
  }
}

/** As `waited`; rejects when the command ends before. */
export async function whileRunning<T>(running: RunningCommand, waited: Promise<T>): Promise<T> {
  let isHere = false;
  const here = waited.then((value) => {
    isHere = true;
    return value;
  });
  const early = running.result.then(({ code, stdout, stderr }) => {
    if (isHere) return waited;
    throw new Error(`the moment never came; the command ended with ${code}:\n${stdout}${stderr}`);
  });
  return Promise.race([here, early]);
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Accounts } from "../accounts.js";
import { endingsAreKnown } from "./endings.js";
import { engineListens } from "./engine-watch.js";
import { quitNow } from "./quit.js";
import { isUnderWay, letGo, type OwnStart, ownStarts, quiet } from "./starts.js";

/**
 * Takes care of this process's starts until the engine surely has them. The engine's port is looked at all the time: an engine that died takes no
 * result, nothing but this process knows of the call then, and nobody would ever end the process. The engine sends SIGINT at the end of every run, and kills after five
 * seconds: the handler settles what is open and exits at once.
 */

/** Within the engine's five seconds. */
const IN_FLIGHT_MS = 3_000;
const HANG_UP_MS = 1_500;
const WATCH_MS = 500;
/** For the answers to what was under way: an engine that lives on shows them. */
const ANSWERS_MS = 100;
/** A result that was given this long before the engine was seen alive has been taken and written to the state. */
const TAKEN_AFTER_MS = 400;

export interface Care {
  engine: string;
  accounts: () => Accounts;
  /** What else is to be settled at the normal end of a run. */
  atEnd: () => Promise<void>;
}

let care: Care | undefined;
let watching = false;
let leaving = false;

/** From now on signals and the engine's death are answered; called with each of the engine's calls, before anything is sent. */
export function takeCare(of: Care): void {
  if (care === undefined) {
    // Not once: the engine's SIGINT may come twice, and the second must not kill what the first set off.
    process.on("SIGINT", () => void leave("run ended"));
    process.on("SIGTERM", () => void leave("terminated"));
  }
  care = of;
  void watchEngine();
}

/** Looks at the engine's port again and again, for as long as this process lives. */
async function watchEngine(): Promise<void> {
  if (care === undefined || watching) return;
  watching = true;
  for (;;) {
    const lookedAt = performance.now();
    if (!(await engineListens(care.engine))) return void leave("engine gone");
    await markTaken(lookedAt);
    await sleep(WATCH_MS, undefined, { ref: false });
  }
}

async function markTaken(seenAlive: number): Promise<void> {
  for (const start of ownStarts()) {
    if (start.state !== "returned" || seenAlive - start.returnedAt < TAKEN_AFTER_MS) continue;
    start.state = "taken";
    await start.journal.mark(start.record.key, "taken").catch(() => undefined);
  }
}

type Occasion = "run ended" | "terminated" | "engine gone";

/** Settles what is open, and exits. */
async function leave(why: Occasion): Promise<void> {
  if (leaving) return;
  leaving = true;
  quitNow();
  try {
    if (isUnderWay()) {
      await Promise.race([quiet(), sleep(IN_FLIGHT_MS)]);
      await sleep(ANSWERS_MS);
    }
    await Promise.all(ownStarts().map((start) => settleOwn(start, why)));
    if (why !== "run ended") return;
    await endingsAreKnown();
    await care?.atEnd();
  } finally {
    go(why);
  }
}

/** By the signal, as a process goes that does not handle it: at once. To exit takes Node.js 50 ms, for which the engine waits in every command. */
function go(why: Occasion): void {
  switch (why) {
    case "run ended":
      dieOf("SIGINT");
      return;
    case "terminated":
      dieOf("SIGTERM");
      return;
    case "engine gone":
      process.exit(0);
  }
}

function dieOf(signal: "SIGINT" | "SIGTERM"): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

async function settleOwn(start: OwnStart, why: Occasion): Promise<void> {
  const { record, journal, state } = start;
  if (state === "in-flight") return;
  switch (why) {
    case "run ended":
      // The engine asked us to go in its normal way, after it had been given the result.
      return journal.mark(record.key, "confirmed").catch(() => undefined);
    case "terminated":
      // The engine may live on, and then it has the result: left open, the record would pass for a call that no state has.
      if (state === "taken" || care === undefined) return;
      await sleep(Math.max(0, start.returnedAt + TAKEN_AFTER_MS - performance.now()));
      if (!(await engineListens(care.engine))) return settleOwn(start, "engine gone");
      return journal.mark(record.key, "taken").catch(() => undefined);
    case "engine gone":
      if (state === "taken" || record.call === undefined || care === undefined) return;
      // The HTTP client is loaded only where it is used.
      await (await import("./end-untaken.js"))
        .endUntaken(start, { accounts: care.accounts(), journal, allowed: HANG_UP_MS })
        .catch(() => undefined);
      return letGo(record.key);
  }
}

import type { Waiting } from "../api/repeat.js";
import type { EngineLog } from "../host/engine-log.js";

/** Waits shorter than this are shown only when their reason is news: without a terminal each takes a line. */
const WORTH_A_LINE_MS = 1_000;

/** Of a silent server nothing is said for this long, and then only now and then. */
const SLOW_MS = 5_000;
const NOW_AND_THEN_MS = 10_000;

/** What a person reads while a server says nothing. */
export interface Slow {
  log: EngineLog;
  /** Base URL of the server, where it is known. */
  server: string | undefined;
  /** Such as `place the call`. */
  what: string;
  /** Milliseconds that it may take. */
  allowed: number;
}

/** Does `work`, and shows on the resource's own row what it waits for: why and until when where that is known, else whose answer is missing. */
export async function shownWhileSlow<T>(slow: Slow, work: (waiting: Waiting) => Promise<T>): Promise<T> {
  const { log, server = "the server", what, allowed } = slow;
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const sayIn = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const taken = Math.round((performance.now() - began) / 1000);
      log.status(`still waiting for ${server} to ${what} (${taken} s of ${Math.ceil(allowed / 1000)} s)`);
      sayIn(NOW_AND_THEN_MS);
    }, milliseconds);
  };
  const waiting = waitingOn(log);
  sayIn(SLOW_MS);
  try {
    return await work((why, milliseconds) => {
      sayIn(milliseconds + SLOW_MS);
      waiting(why, milliseconds);
    });
  } finally {
    clearTimeout(timer);
  }
}

export function waitingOn(log: EngineLog): Waiting {
  let shown: string | undefined;
  return (why, milliseconds) => {
    if (why === shown && milliseconds < WORTH_A_LINE_MS) return;
    shown = why;
    log.status(`${why}; trying again in ${inSeconds(milliseconds)}`);
  };
}

function inSeconds(milliseconds: number): string {
  if (milliseconds < 100) return "a moment";
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

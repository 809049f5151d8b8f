import type { Waiting } from "../api/repeat.js";
import type { EngineLog } from "../host/engine-log.js";

/** Waits shorter than this are shown only when their reason is news: without a terminal each takes a line. */
const WORTH_A_LINE_MS = 1_000;

/** Shows on the resource's own row why an operation waits, and until when. */
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

import type { Waiting } from "../api/repeat.js";
import type { EngineLog } from "../host/engine-log.js";

/** Shows on the resource's own row why an operation waits, and until when. */
export function waitingOn(log: EngineLog): Waiting {
  return (why, milliseconds) => log.status(`${why}; trying again in ${inSeconds(milliseconds)}`);
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

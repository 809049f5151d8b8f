import { END_CAUSE } from "../calls/causes.js";

/** Words of ours for what far ends and networks put in many. Pure. */

const OWN: ReadonlyMap<string, string> = new Map(
  Object.values(END_CAUSE).map((cause) => [cause, cause.replace(/[^a-z]+/g, "_")]),
);

/** Why a call is over, in one of few words: ours, the class of a SIP status (`sip_4xx`), or `other`. */
export function outcomeOf(cause: string | null): string {
  const own = OWN.get(cause ?? "");
  if (own !== undefined) return own;
  const [, statusClass] = /^([3-6])\d\d\b/.exec(cause ?? "") ?? [];
  return statusClass === undefined ? "other" : `sip_${statusClass}xx`;
}

/** What came of a start or stop, by the status of its answer. */
export function operationOutcome(status: number, replayed: boolean): string {
  if (replayed) return "replayed";
  if (status < 300) return "done";
  if (status === 429) return "too_many";
  return status < 500 ? "refused" : "failed";
}

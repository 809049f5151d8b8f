import { DateTime, Duration } from "luxon";
import type { Connection } from "../store/store.js";

/** Times as people read them, in the session's time zone. Pure. */

/** UTC when the start named none. */
export function zoneOf(connection: Connection | undefined): string {
  const details = connection?.details;
  return details?.timezone ?? details?.data?.session?.location?.timeZone?.name ?? "UTC";
}

/** `Sunday, 8 March 2026 at 12:00:05 (UTC)`. */
export function fullTime(at: number, zone: string): string {
  return `${DateTime.fromMillis(at, { zone, locale: "en" }).toFormat("cccc, d LLLL yyyy 'at' HH:mm:ss")} (${zone})`;
}

/** `12:00:05`. */
export function clockTime(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone, locale: "en" }).toFormat("HH:mm:ss");
}

/** From the answer, if there was one, to the end, or to `now` while the call is up: `3 min 12 s`. */
export function callDuration({ call: { times } }: Connection, now: number): string {
  const milliseconds = (times.ended ?? now) - (times.answered ?? times.ended ?? now);
  return Duration.fromMillis(Math.max(0, milliseconds))
    .toFormat("h 'h' m 'min' s 's'")
    .replace(/^0 h (0 min )?/, "");
}

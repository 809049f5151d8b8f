import { DateTime } from "luxon";

/** An ISO time as a person reads it: local, with its zone, and how long ago. `zone` is an IANA name. Default: the machine's. */
export function inLocalTime(iso: string, now: number, zone = "local"): string {
  const at = DateTime.fromISO(iso, { zone, locale: "en" });
  return at.isValid ? `${at.toFormat("yyyy-MM-dd HH:mm:ss ZZZZ")}, ${age(now - at.toMillis())}` : iso;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago that is, in milliseconds, to one unit. */
export function age(milliseconds: number): string {
  if (milliseconds < 0) return milliseconds > -5 * SECOND ? "just now" : `in ${span(-milliseconds)} (clocks differ)`;
  return milliseconds < 5 * SECOND ? "just now" : `${span(milliseconds)} ago`;
}

function span(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.floor(milliseconds / SECOND)} s`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)} h`;
  return `${Math.floor(milliseconds / DAY)} days`;
}

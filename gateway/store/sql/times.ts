/** Times as the database's functions read them in JSON. Pure but for what it remembers. */

/** Of the last seconds that were asked for: to format a date takes Node.js longer than all else of a call's new state. */
const seconds = new Map<number, string>();
const SECONDS_MAX = 100;

/** ISO 8601 in UTC, with milliseconds, as `Date.prototype.toISOString` gives it. */
export function isoTime(at: number): string {
  const second = Math.floor(at / 1_000);
  let prefix = seconds.get(second);
  if (prefix === undefined) {
    if (seconds.size >= SECONDS_MAX) seconds.clear();
    prefix = new Date(second * 1_000).toISOString().slice(0, -"000Z".length);
    seconds.set(second, prefix);
  }
  return `${prefix}${String(Math.trunc(at) - second * 1_000).padStart(3, "0")}Z`;
}

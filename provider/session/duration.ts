/** How long an operation may take unless the program says otherwise: 60 s. */
export const DEFAULT_TIMEOUT_MS = 60_000;
/** No operation is waited for longer than a day. */
const LONGEST_TIMEOUT_MS = 24 * 60 * 60 * 1000;

const UNITS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
const TEXT =
  /^(?:(?<h>\d+(?:\.\d+)?)h)? ?(?:(?<m>\d+(?:\.\d+)?)m)? ?(?:(?<s>\d+(?:\.\d+)?)s)? ?(?:(?<ms>\d+(?:\.\d+)?)ms)?$/;
/** Longer text is no duration that a person writes. */
const LONGEST_TEXT = 40;

/**
 * Milliseconds of a number of milliseconds or of text such as `"30s"`, `"2m"`, `"1m30s"`, `"500ms"`.
 * `undefined` for anything else, for zero and for negative values.
 */
export function parseDuration(value: number | string): number | undefined {
  const milliseconds = typeof value === "number" ? value : parseText(value);
  return milliseconds !== undefined && Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : undefined;
}

function parseText(text: string): number | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const groups = TEXT.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const { h, m, s, ms } = groups;
  const sum =
    Number(h ?? 0) * UNITS.h + Number(m ?? 0) * UNITS.m + Number(s ?? 0) * UNITS.s + Number(ms ?? 0) * UNITS.ms;
  // "0.3s" is 300, not what 0.3 × 1000 leaves in binary.
  return Math.round(sum);
}

/** What is wrong with a timeout, and what to write instead. */
export function durationProblem(value: unknown): string | undefined {
  if (typeof value !== "number" && typeof value !== "string")
    return 'must be milliseconds such as 30000, or text such as "30s", "2m", "1m30s", "500ms"';
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) {
    if (typeof value === "number") return "must be a positive number of milliseconds, such as 30000";
    return /^\s*\d+\s*$/.test(value)
      ? 'has no unit: write "30s" or "500ms", or a number of milliseconds without quotes'
      : 'is no duration: write "30s", "2m", "1m30s" or "500ms", or a positive number of milliseconds';
  }
  return milliseconds > LONGEST_TIMEOUT_MS ? 'is longer than a day: write at most "24h"' : undefined;
}

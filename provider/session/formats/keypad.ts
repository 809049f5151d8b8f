/** DTMF as the API takes it. Source: Symbl Telephony API, "DTMF". */

/** What one comma waits. */
export const PAUSE_MS = 500;

const ALPHABET = /^[0-9*#A-D,]*$/i;
const HINT = "write the keys 0-9, *, #, A-D, and commas that wait 500 ms each";

/** What is wrong with a DTMF sequence. The reason never repeats any of it: it carries passcodes. */
export function dtmfProblem(keys: string): string | undefined {
  if (ALPHABET.test(keys)) return undefined;
  if (/\s/.test(keys)) return `contains white space: ${HINT}`;
  if (/^[0-9*#A-D,pw;]*$/i.test(keys)) return `contains p, w or ; as a pause: ${HINT}`;
  if (/\p{L}/u.test(keys)) return `contains letters that no keypad has: ${HINT}`;
  return `contains characters that no keypad has: ${HINT}`;
}

/** Keys in upper case, as the wire takes them: `a` and `A` are one key. */
export function canonicalDtmf(keys: string): string {
  return keys.toUpperCase();
}

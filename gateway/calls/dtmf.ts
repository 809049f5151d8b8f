/** DTMF strings as keys in time. Source: Symbl Telephony API, "dtmf". Pure. */

/** What each comma waits. Source: Symbl Telephony API, "dtmf". */
export const COMMA_PAUSE_MS = 500;

/** What a key takes: its tone, and the gap behind it. */
export const KEY_MS = 240;

export interface KeyPress {
  /** Milliseconds from the beginning until the key has been pressed. */
  readonly at: number;
  /** Absent for the end of a pause. */
  readonly key?: string;
}

/** `",1,"` → nothing at 500, `1` at 740, nothing at 1240. */
export function keyPresses(dtmf: string): readonly KeyPress[] {
  let at = 0;
  return [...dtmf].map((key) => {
    at += key === "," ? COMMA_PAUSE_MS : KEY_MS;
    return key === "," ? { at } : { at, key };
  });
}

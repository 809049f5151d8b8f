/** Formats of single values on the wire, each with its source. Pure. */

/** Digits of an E.164 number, a `+` before them allowed. The shortest numbers in use have 7 digits. Source: ITU-T E.164; Symbl Telephony API, "phoneNumber". */
export const PHONE_NUMBER = /^\+?[1-9]\d{6,14}$/;

/** Keypad keys, and commas that wait 500 ms each. Source: Symbl Telephony API, "dtmf". */
export const DTMF = /^[0-9*#A-D,]*$/;

/** `Idempotency-Key`: visible ASCII, so that it can stand in a path. Ours; Symbl knows none. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Whether `name` is an IANA time zone name. Source: Symbl Telephony API, "timezone". */
export const isTimeZone = remembering((name) => {
  // Intl takes offsets such as "+09:00" too, which are not names.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
});

/** Whether `code` is a well-formed BCP-47 language tag. Source: RFC 5646. */
export const isLanguageTag = remembering((code) => {
  try {
    return Intl.getCanonicalLocales(code).length === 1;
  } catch {
    return false;
  }
});

const REMEMBERED_MAX = 2_000;

/** `check`, with the values that passed it remembered: Intl takes longer than the rest of a start. */
function remembering(check: (value: string) => boolean): (value: string) => boolean {
  const passed = new Set<string>();
  return (value) => {
    if (passed.has(value)) return true;
    if (!check(value)) return false;
    if (passed.size < REMEMBERED_MAX) passed.add(value);
    return true;
  };
}

/** Formats of single values on the wire, each with its source. Pure. */

/** Digits of an E.164 number, a `+` before them allowed. The shortest numbers in use have 7 digits. Source: ITU-T E.164; Symbl Telephony API, "phoneNumber". */
export const PHONE_NUMBER = /^\+?[1-9]\d{6,14}$/;

/** Keypad keys, and commas that wait 500 ms each. Source: Symbl Telephony API, "dtmf". */
export const DTMF = /^[0-9*#A-D,]*$/;

/** `Idempotency-Key`: visible ASCII, so that it can stand in a path. Ours; Symbl knows none. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Zones that were found valid: looking one up costs more than the rest of a start. */
const knownTimeZones = new Set<string>();
const KNOWN_TIME_ZONES_MAX = 2_000;

/** Whether `name` is an IANA time zone name. Source: Symbl Telephony API, "timezone". */
export function isTimeZone(name: string): boolean {
  if (knownTimeZones.has(name)) return true;
  // Intl takes offsets such as "+09:00" too, which are not names.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
  } catch {
    return false;
  }
  if (knownTimeZones.size < KNOWN_TIME_ZONES_MAX) knownTimeZones.add(name);
  return true;
}

/** Whether `code` is a well-formed BCP-47 language tag. Source: RFC 5646. */
export function isLanguageTag(code: string): boolean {
  try {
    return Intl.getCanonicalLocales(code).length === 1;
  } catch {
    return false;
  }
}

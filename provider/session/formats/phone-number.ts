/**
 * Telephone numbers as people write them, and the digits that the wire takes.
 * Sources: ITU-T E.164 (length, country codes), RFC 3966 (`tel:`), ITU-T E.123 (how numbers are written), NANPA (numbers of +1).
 *
 * No reason repeats the number: it may be a secret. No country is refused.
 */
export type PhoneNumber = { ok: true; digits: string } | { ok: false; reason: string };

/** ITU-T E.164, section 6: at most 15 digits, country code included. */
const MOST_DIGITS = 15;
/** The shortest that are in use, such as those of Niue, have 7. */
const FEWEST_DIGITS = 7;
/** More than any formatting of 15 digits needs. */
const LONGEST_TEXT = 100;

/** Marks of writing direction and joiners that come along when a number is copied from an address book. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const SPACING = /[\s./\u00b7\u2024\u30fb\u2010-\u2015\u2043\u2212\u30fc\ufe58\ufe63-]/g;
const SEPARATORS = new RegExp(`${SPACING.source}|[()[\\]]`, "g");
const FULL_WIDTH = /[\uff01-\uff5e]/g;
/** Countries whose numbers keep their leading 0 when called from abroad: Italy with the Vatican, and San Marino. */
const KEEPS_ITS_ZERO: ReadonlySet<string> = new Set(["39", "378"]);

/** Reads a number with its country code; the reason says what to write instead. */
export function readPhoneNumber(text: string): PhoneNumber {
  if (text.length > LONGEST_TEXT) return refused(`is too long for a telephone number (${text.length} characters)`);
  const cleaned = text
    .replace(INVISIBLE, "")
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .trim();
  const unschemed = withoutScheme(cleaned);
  if (!unschemed.ok) return unschemed;
  const written = unschemed.digits;
  const foreign = misplacedCharacters(written);
  if (foreign !== undefined) return refused(foreign);
  return international(written);
}

/** The digits of a number that can be read; anything else as it is. */
export function canonicalPhoneNumber(text: string): string {
  const number = readPhoneNumber(text);
  return number.ok ? number.digits : text;
}

function refused(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}

const EXTENSION = 'carries an extension: put it into endpoint.dtmf, where each comma waits 500 ms, such as ",,12#"';

function withoutScheme(text: string): PhoneNumber {
  if (/^sips?:/i.test(text)) return refused('is a SIP URI: write endpoint: { type: "sip", uri: … }');
  if (!/^tel:/i.test(text)) return { ok: true, digits: text };
  const [number = "", ...parameters] = text.slice("tel:".length).split(";");
  const names = parameters.map((parameter) => parameter.replace(/=.*/s, "").trim().toLowerCase());
  if (names.includes("ext")) return refused(EXTENSION);
  if (names.includes("phone-context"))
    return refused("is a local tel: URI (phone-context): write the number itself with + and its country code");
  if (parameters.length > 0) return refused("carries tel: parameters: write the number alone");
  return { ok: true, digits: number };
}

/** What does not belong into a number at all. */
function misplacedCharacters(text: string): string | undefined {
  if (/[#,;]|\d[\s).\]-]*(?:x|e?xt(?:n|ension)?)\.?:?\s*\d/i.test(text)) return EXTENSION;
  if (text.includes("*")) return "contains *: keys to press after the answer go into endpoint.dtmf";
  const stripped = text.replace(SEPARATORS, "");
  if (/\p{L}/u.test(stripped))
    return "contains letters: write digits only (1-800-FLOWERS is +1 800 356 9377 on the keypad)";
  if (/\+.*\+/s.test(text))
    return "contains more than one +: write one number, with one + in front of its country code";
  if (stripped.indexOf("+") > 0) return "has a + in the middle: it stands in front of the country code";
  const other = [...stripped].find((character) => !/[+\d]/.test(character));
  if (other !== undefined) return `contains ${nameOf(other)}, which is no part of a telephone number`;
  return /\d/.test(stripped) ? undefined : 'contains no digits: write a number such as "+14082924837"';
}

function nameOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /[!-~]/.test(character) ? `"${character}"` : `the character U+${code}`;
}

function international(written: string): PhoneNumber {
  const bare = written.replace(SEPARATORS, "");
  if (/^(?:\+|00)/.test(bare)) return withCountryCode(written);
  if (bare.startsWith("011"))
    return refused("starts with 011, which only North American telephones dial: write + instead of it");
  if (bare.startsWith("0"))
    return refused("starts with 0 and so has no country code: write it with + and its country code, such as +44 for 0");
  if (isNational(written))
    return refused("has no country code: write it with + and its country code, such as +1 in the USA and Canada");
  return e164(bare);
}

/** `+44 (0)20 …` means +44 20 …: the 0 in parentheses is for calls inside the country, which are not ours. */
function withCountryCode(written: string): PhoneNumber {
  const tight = written.replace(SPACING, "").replaceAll("[", "(").replaceAll("]", ")");
  const digits = tight.replace(/[()]/g, "").replace(/^(?:\+|00)/, "");
  const trunk = /^\(?(?:\+|00)\(?(?<country>\d{1,3})\)?\(0(?<area>\d*)\)(?<rest>.*)$/.exec(tight)?.groups;
  const country = trunk?.country ?? "";
  if (trunk === undefined || KEEPS_ITS_ZERO.has(country)) return e164(digits);
  if (trunk.area !== "")
    return refused("has an area code in parentheses that starts with 0: leave that 0 out after a country code");
  return e164(country + (trunk.rest ?? "").replace(/[()]/g, ""));
}

/** `(408) 292-4837` and `408-292-4837`: an area code in front, where the country code should be. */
function isNational(written: string): boolean {
  if (/^\s*[([]\s*\d{3,}\s*[)\]]/.test(written)) return true;
  const groups = written.split(SEPARATORS).filter((group) => group !== "");
  return groups.map((group) => group.length).join() === "3,3,4";
}

function e164(digits: string): PhoneNumber {
  if (digits.startsWith("0")) return refused("has a country code that starts with 0: no country's does");
  if (digits.startsWith("1")) {
    const problem = northAmericanProblem(digits.slice(1));
    return problem === undefined ? { ok: true, digits } : refused(problem);
  }
  if (digits.length < FEWEST_DIGITS)
    return refused(
      `is too short: ${count(digits)}, where a number with its country code has at least ${FEWEST_DIGITS}`,
    );
  if (digits.length > MOST_DIGITS)
    return refused(`is too long: ${count(digits)}, where a number with its country code has at most ${MOST_DIGITS}`);
  return { ok: true, digits };
}

function northAmericanProblem(national: string): string | undefined {
  if (national.length !== 10)
    return `must have 10 digits after the country code 1 (USA, Canada, Caribbean), and has ${national.length}`;
  if (/^[01]/.test(national))
    return "has an area code that starts with 0 or 1: none in the USA, Canada and the Caribbean does";
  if (/^...[01]/.test(national))
    return "has an exchange (the three digits after the area code) that starts with 0 or 1: none in the USA, Canada and the Caribbean does";
  return undefined;
}

function count(digits: string): string {
  return digits.length === 1 ? "1 digit" : `${digits.length} digits`;
}

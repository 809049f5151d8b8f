import { nearest } from "../nearest.js";

/** IANA time zones. Sources: the IANA tz database, ECMA-402 (which `Intl` keeps to, and whose aliases it knows). */

/** Names without a `/` that the tz database has. `Intl` knows more (`PST`, `JST`), which other servers do not. */
const SHORT_NAMES: ReadonlySet<string> = new Set(
  (
    "CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica " +
    "Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal " +
    "W-SU WET Zulu"
  ).split(" "),
);

/** What people abbreviate, and the zone they most often mean. Some stand for several places, which is why they are refused. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  ACST: "Australia/Adelaide",
  AEDT: "Australia/Sydney",
  AEST: "Australia/Sydney",
  AKST: "America/Anchorage",
  AST: "America/Halifax",
  AWST: "Australia/Perth",
  BRT: "America/Sao_Paulo",
  BST: "Europe/London",
  CDT: "America/Chicago",
  CEST: "Europe/Berlin",
  CST: "America/Chicago",
  CT: "America/Chicago",
  EDT: "America/New_York",
  EEST: "Europe/Helsinki",
  ET: "America/New_York",
  HKT: "Asia/Hong_Kong",
  IST: "Asia/Kolkata",
  JST: "Asia/Tokyo",
  KST: "Asia/Seoul",
  MDT: "America/Denver",
  MSK: "Europe/Moscow",
  MT: "America/Denver",
  NZDT: "Pacific/Auckland",
  NZST: "Pacific/Auckland",
  PDT: "America/Los_Angeles",
  PST: "America/Los_Angeles",
  PT: "America/Los_Angeles",
  SAST: "Africa/Johannesburg",
  SGT: "Asia/Singapore",
  WEST: "Europe/Lisbon",
};

/** What `Intl` does not list under the name of today. */
const RECENT_NAMES = [
  "Asia/Kolkata",
  "Europe/Kyiv",
  "Asia/Ho_Chi_Minh",
  "Asia/Kathmandu",
  "Asia/Yangon",
  "America/Nuuk",
];

/** Longer names than any zone's cost time to compare. */
const LONGEST = 64;

/** What is wrong with a zone, and which was probably meant. */
export function timeZoneProblem(zone: string): string | undefined {
  if (zone.length > LONGEST) return 'is too long for a time zone: write an IANA name such as "Asia/Tokyo"';
  const offset = offsetProblem(zone);
  if (offset !== undefined) return offset;
  const meant = ABBREVIATIONS[zone.toUpperCase()];
  if (meant !== undefined)
    return `${quoted(zone)} is an abbreviation, which may stand for several zones: write an IANA name such as "${meant}"`;
  // Names of ICU's own, which the tz database has not.
  const known = /^SystemV\//i.test(zone) ? undefined : intlName(zone);
  const wellSpelt = listedName(zone, known);
  if (known === undefined || !(SHORT_NAMES.has(zone) || zone.includes("/"))) return unknownZone(zone, wellSpelt);
  if (wellSpelt !== undefined) return wellSpelt === zone ? undefined : miscased(zone, wellSpelt);
  // Aliases such as US/Pacific are in no list, so only their initials can be checked.
  return zone.split("/").some((part) => /^[a-z]/.test(part)) ? miscased(zone, known) : undefined;
}

/** One name for all aliases of a zone; `undefined` for UTC, which means the same as no zone. What is no zone stays as it is. */
export function canonicalTimeZone(zone: string): string | undefined {
  const name = zone.length > LONGEST ? zone : (intlName(zone) ?? zone);
  return name === "UTC" ? undefined : name;
}

/** Most sessions of a stack are in the same few zones. */
const MOST_KNOWN = 500;
const intlNames = new Map<string, string | undefined>();

function intlName(zone: string): string | undefined {
  if (intlNames.has(zone)) return intlNames.get(zone);
  const name = intlZones().has(zone) ? zone : askIntl(zone);
  if (intlNames.size >= MOST_KNOWN) intlNames.clear();
  intlNames.set(zone, name);
  return name;
}

let ownNames: ReadonlySet<string> | undefined;

/** The zones that `Intl` lists are its own names for them. Its list takes a tenth of the time of its first formatter. */
function intlZones(): ReadonlySet<string> {
  ownNames ??= new Set(Intl.supportedValuesOf("timeZone"));
  return ownNames;
}

function askIntl(zone: string): string | undefined {
  // Newer engines take offsets for zones; a zone with a daylight-saving rule is what is asked for.
  if (/^[+-]/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** As the lists have it, whatever its capitals. What stands in `Intl`'s own list is the name that `Intl` gives. */
function listedName(zone: string, known: string | undefined): string | undefined {
  const asZone = (name: string): boolean => name.toLowerCase() === zone.toLowerCase();
  return known?.includes("/") && asZone(known) ? known : (RECENT_NAMES.find(asZone) ?? [...SHORT_NAMES].find(asZone));
}

let zones: readonly string[] | undefined;

function listed(): readonly string[] {
  zones ??= [...intlZones(), ...RECENT_NAMES, ...SHORT_NAMES];
  return zones;
}

function offsetProblem(zone: string): string | undefined {
  const match = /^(?:UTC|GMT)?\s*([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?$/i.exec(zone);
  if (match === null || SHORT_NAMES.has(zone)) return undefined;
  const [, sign, hours, minutes = "00"] = match;
  const write = 'write the IANA name of the place, such as "Asia/Tokyo"';
  const whole = Number(minutes) === 0 && Number(hours) >= 1 && Number(hours) <= 12;
  // In these names the sign is the other way round. Source: the tz database, file `etcetera`.
  const fixed = whole ? ` ("Etc/GMT${sign === "+" ? "-" : "+"}${Number(hours)}" is that offset as a zone)` : "";
  return `${quoted(zone)} is an offset, which knows no daylight-saving time: ${write}${fixed}`;
}

function miscased(zone: string, right: string): string {
  return `${quoted(zone)} has its capital letters in other places than the IANA name: write "${right}"`;
}

function unknownZone(zone: string, wellSpelt: string | undefined): string {
  const meant = wellSpelt ?? byCity(zone) ?? nearest(zone, listed());
  if (meant === undefined) return `${quoted(zone)} is no IANA time zone: write a name such as "Asia/Tokyo"`;
  return `${quoted(zone)} is no IANA time zone: did you mean "${meant}"?`;
}

/** `Tokyo` and `Asia/Los Angeles`: the city is right. */
function byCity(zone: string): string | undefined {
  const city = zone
    .slice(zone.lastIndexOf("/") + 1)
    .trim()
    .replace(/\s+/g, "_")
    .toLowerCase();
  if (city === "") return undefined;
  return listed().find((name) => name.toLowerCase().endsWith(`/${city}`));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

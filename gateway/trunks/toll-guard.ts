import type { GuardConfig } from "./config-schema.js";
import { beginsAsEmergency, isEmergency } from "./emergency.js";
import type { NumberPlan } from "./number-plan.js";

/** What is not dialled, since it costs too much or calls for help that nobody needs. Pure. */

/** Why a number is not dialled, as the rest of a sentence that begins with "It"; `undefined` when it is. */
export type Refusal = string | undefined;

/** Kinds of numbers whose price the called sets, or whose calls go on at the caller's expense; as libphonenumber names them. */
const COSTLY: Readonly<Record<string, string>> = {
  PREMIUM_RATE: "is a premium-rate number",
  SHARED_COST: "is a shared-cost number",
  PERSONAL_NUMBER: "is a personal number, whose calls go on to anywhere at the caller's expense",
  PAGER: "is a pager",
};

/** Networks without a country, most of them satellites; their metadata calls them mobile. Source: ITU-T E.164.D. */
const COSTLY_NETWORK = /^(?:870|878|88[123])/;
/** Local premium-rate exchanges of North America, which no metadata tells from the others. */
const COSTLY_EXCHANGE = /^1\d{3}976/;

/** A number as it is judged. */
export interface JudgedNumber {
  /** E.164, digits alone. */
  readonly digits: string;
  /** What the trunks that take it would dial. Default: nothing besides the number itself. */
  readonly dialled?: readonly string[];
}

/** Judges a number that is to be dialled on a telephone network. */
export function judgeNumber({ digits, dialled = [] }: JudgedNumber, guard: GuardConfig, plan: NumberPlan): Refusal {
  const denied = denial(digits, guard);
  if (denied !== undefined) return denied;
  if (guard.allowExactly.includes(digits)) return undefined;
  if ([digits, ...dialled].some((each) => isEmergency(each))) return EMERGENCY;
  const costly = costlyNumber(digits, plan);
  if (costly !== undefined) return refusedByDefault(costly);
  const reading = plan.read(digits);
  if (reading.kind === "impossible") return `${reading.why}, so there is no such number`;
  const { countryCode, national, assigned } = reading;
  if (!assigned && beginsAsEmergency(national, countryCode)) return EMERGENCY;
  if (dialled.some((each) => !isInternational(each, digits) && beginsAsEmergency(each, countryCode))) return EMERGENCY;
  if (!assigned && guard.unassigned === "refuse") {
    return `is assigned to no network, as far as this version knows; ${EXCEPTION}, or guard.unassigned set to "dial" allows it`;
  }
  if (guard.allow !== undefined && !guard.allow.some((prefix) => digits.startsWith(prefix))) {
    return "begins with none of the prefixes of guard.allow";
  }
  return undefined;
}

/** Judges what may be a number or something else, such as a meeting's id in a SIP URI: only what is dangerous if it is one. */
export function judgePossibleNumber(digits: string, guard: GuardConfig, plan: NumberPlan): Refusal {
  const denied = denial(digits, guard);
  if (denied !== undefined) return denied;
  if (guard.allowExactly.includes(digits)) return undefined;
  if (isEmergency(digits, "stranger")) return EMERGENCY;
  const costly = costlyNumber(digits, plan);
  return costly === undefined ? undefined : refusedByDefault(costly);
}

const EXCEPTION = "its whole number in guard.allowExactly";
const EMERGENCY = refusedByDefault("is, or is dialled like, an emergency number");

function refusedByDefault(why: string): string {
  return `${why}; ${EXCEPTION} allows it`;
}

function denial(digits: string, { deny }: GuardConfig): Refusal {
  const prefix = deny.find((each) => digits.startsWith(each));
  return prefix === undefined ? undefined : `begins with ${prefix}, which guard.deny refuses`;
}

function costlyNumber(digits: string, plan: NumberPlan): Refusal {
  if (COSTLY_NETWORK.test(digits)) return "belongs to a satellite or another network without a country";
  if (COSTLY_EXCHANGE.test(digits)) return COSTLY.PREMIUM_RATE;
  const reading = plan.read(digits);
  return reading.kind === "possible" ? COSTLY[reading.type ?? ""] : undefined;
}

/** Whether the country code is dialled too, so that no switch stops before it. */
function isInternational(dialled: string, digits: string): boolean {
  return dialled.endsWith(digits);
}

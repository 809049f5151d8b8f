import { parseSipUri, type SipUri } from "../wire/sip-uri.js";
import type { Trunk, TrunkConfig } from "./config-schema.js";
import { isEmergency } from "./emergency.js";
import type { NumberPlan } from "./number-plan.js";
import { judgeNumber, judgePossibleNumber, type Refusal } from "./toll-guard.js";

/** What of SIP endpoints is not dialled: a number in a URI reaches the telephone network as well as any other. Pure. */

/** Judges a SIP URI; it is not dialled for what is said, as the rest of a sentence that begins with "It". */
export function judgeSipUri(text: string, config: TrunkConfig, plan: NumberPlan): Refusal {
  const uri = parseSipUri(text);
  if (uri === undefined) return "is no SIP URI";
  // A header such as Route leads anywhere, whatever the host is.
  if (uri.headers !== "") return "has headers behind a question mark; leave them out";
  const hosts = hostsOf(uri);
  const stranger = hosts.find((host) => !isAllowedHost(host, config.sip.hosts));
  if (stranger !== undefined) return `names the host ${stranger}, which sip.hosts does not list`;
  const user = userOf(uri);
  if (user === undefined) return "has a user that cannot be read";
  const trunks = config.trunks.filter((trunk) => hosts.some((host) => isHostOf(host, trunk)));
  if (trunks.length > 0) return judgeAtTrunk(user, trunks, config, plan);
  if (/;user=phone(?:;|$)/i.test(uri.parameters) || user.startsWith("+")) {
    const digits = bareNumber(user);
    return digits === undefined ? undefined : judgeNumber({ digits: e164(digits) }, config.guard, plan);
  }
  // A trunk that knows this machine by its address takes what comes by another name of its host, too.
  const open = config.trunks.filter(({ credentials }) => credentials === undefined);
  const number = open.length > 0 ? bareNumber(user) : user;
  return number !== undefined && /^\d+$/.test(number)
    ? anyOf(readings(number, open), (each) => judgePossibleNumber(each, config.guard, plan))
    : undefined;
}

/** At a trunk every number is one of the telephone network, however it is written. */
function judgeAtTrunk(user: string, trunks: readonly Trunk[], { guard }: TrunkConfig, plan: NumberPlan): Refusal {
  const number = bareNumber(user);
  // A name, such as that of a conference room on a switch of one's own.
  if (number === undefined) return undefined;
  if (/[*#]/.test(number)) return "holds * or #, with which switches are steered";
  const digits = e164(number);
  // A switch of one's own has short numbers inside.
  if (guard.allowExactly.includes(digits)) return judgePossibleNumber(digits, guard, plan);
  if (isEmergency(digits)) return judgeNumber({ digits, dialled: [digits] }, guard, plan);
  const refusal = anyOf(readings(number, trunks), (each) => judgePossibleNumber(each, guard, plan));
  if (refusal !== undefined) return refusal;
  const verdict = judgeNumber({ digits }, guard, plan);
  return verdict === undefined
    ? undefined
    : `${verdict}. At a trunk write numbers in E.164 with the +, or dial them as pstn endpoints`;
}

/** What a number may stand for. With a + before it E.164 and nothing else; otherwise E.164 as well, behind an international prefix, behind what a trunk puts before it, or inside a country. */
function readings(number: string, trunks: readonly Trunk[]): readonly string[] {
  const digits = e164(number);
  if (number !== digits) return [digits];
  const behind = (prefix: string): readonly string[] =>
    prefix !== "" && digits.startsWith(prefix) && digits.length > prefix.length + 2
      ? [digits.slice(prefix.length)]
      : [];
  const international = ["00", "011", "0011", "010", "810"].flatMap(behind);
  const ofTrunks = trunks.flatMap(({ numberFormat, callerId }) => {
    const { prefix, internationalPrefix, strip, countryCode, trunkPrefix } = numberFormat;
    const caller = /^\+?1\d{10}$/.test(callerId?.number ?? "") ? ["1"] : [];
    const countries = [...(countryCode === undefined ? [] : [countryCode]), ...caller];
    return [
      ...behind(prefix.replace("+", "")),
      ...behind(internationalPrefix.replace("+", "")),
      ...(strip === "" ? [] : [e164(strip) + digits]),
      ...countries.flatMap((code) => [code + digits, ...behind(trunkPrefix).map((rest) => code + rest)]),
    ];
  });
  const outside = trunks.length === 0 ? [] : ["9", "0", "8"].flatMap(behind);
  return [...new Set([digits, ...international, ...outside, ...ofTrunks])].slice(0, READINGS_MAX);
}

const READINGS_MAX = 100;

function anyOf(numbers: readonly string[], judge: (digits: string) => Refusal): Refusal {
  for (const digits of numbers) {
    const refusal = judge(digits);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function e164(number: string): string {
  return number.replace(/^\+/, "");
}

/** The telephone number that a user is or begins with, without what people put between its digits, its context before it. Source: RFC 3966, section 5. */
function bareNumber(user: string): string | undefined {
  const [number = "", ...parameters] = user.split(";");
  const context = parameters
    .map((each) => /^phone-context=(\+\d+)$/i.exec(each)?.[1])
    .find((each) => each !== undefined);
  // Full-width digits are digits, and what is no digit may be passed over by whoever reads them.
  const bare = (context ?? "") + number.normalize("NFKC").replace(/[^\p{L}\p{N}+*#]/gu, "");
  return /^\+?[\d*#]+$/.test(bare) ? bare : /^\+?\d{3,}/.exec(bare)?.[0];
}

/** The user with its escapes read. */
function userOf({ user = "" }: SipUri): string | undefined {
  try {
    return decodeURIComponent(user);
  } catch {
    return undefined;
  }
}

/** Every host that a request for this URI may be sent to. */
function hostsOf({ hostPort, parameters }: SipUri): readonly string[] {
  const maddr = [...parameters.matchAll(/;maddr=([^;]*)/gi)].map(([, host = ""]) => host);
  return [hostPort, ...maddr].map(plainHost);
}

function isHostOf(host: string, { proxy, fromDomain }: Trunk): boolean {
  return [proxy, ...(fromDomain === undefined ? [] : [fromDomain])].some((each) => plainHost(each) === host);
}

function isAllowedHost(host: string, allowed: readonly string[] | undefined): boolean {
  if (allowed === undefined) return true;
  return allowed.map(plainHost).some((each) => (each.startsWith("*.") ? host.endsWith(each.slice(1)) : host === each));
}

/** As hosts are compared: without port and the root's dot, in small letters. */
function plainHost(hostPort: string): string {
  return hostPort.replace(/:\d+$/, "").replace(/\.$/, "").toLowerCase();
}

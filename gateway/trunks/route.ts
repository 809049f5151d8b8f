import type { RouteCall, SipTarget } from "../calls/dialers/baresip/target.js";
import { badRequest } from "../errors.js";
import { parseSipUri } from "../wire/sip-uri.js";
import { callerAt } from "./caller.js";
import type { Trunk, TrunkConfig } from "./config-schema.js";
import { dialledAs } from "./number-format.js";
import type { NumberPlan } from "./number-plan.js";
import { judgeSipUri } from "./sip-guard.js";
import { judgeNumber } from "./toll-guard.js";

/** Where calls go: SIP endpoints as they are given, numbers by the trunks that take them. Pure. */

/** Makes the routes; what is not dialled is a 400 of its field. */
export function routesOf(config: TrunkConfig, plan: NumberPlan): RouteCall {
  return (endpoint) => {
    switch (endpoint.type) {
      case "sip": {
        const refusal = judgeSipUri(endpoint.uri, config, plan);
        if (refusal !== undefined) throw wrong("endpoint.uri", `It ${refusal}.`);
        return [asGiven(endpoint.uri)];
      }
      case "pstn":
        return numberRoutes(endpoint.phoneNumber, config, plan);
    }
  };
}

/**
 * A SIP endpoint by way of its own host alone. baresip follows whoever answers "302 Moved Temporarily", to a premium number at a trunk as well as to any
 * host: without a proxy it would ask there, with one it asks the same host again.
 */
export function asGiven(uri: string): SipTarget {
  const parsed = parseSipUri(uri);
  if (parsed === undefined) return { uri };
  const written = /;transport=([^;]*)/i.exec(parsed.parameters)?.[1]?.toLowerCase();
  const transport = parsed.scheme === "sips" ? "tls" : TRANSPORTS.find((each) => each === written);
  return { uri, proxy: parsed.hostPort, ...(transport === undefined ? {} : { transport }) };
}

const TRANSPORTS = ["udp", "tcp", "tls"] as const;

const NO_TRUNK =
  "No trunk is set up, so no telephone number can be called: name a file of trunks with --trunk-config (docs/sip-trunk.md says what to write into it), or call a SIP endpoint.";

function numberRoutes(
  phoneNumber: string,
  config: TrunkConfig,
  plan: NumberPlan,
): readonly [SipTarget, ...SipTarget[]] {
  if (config.trunks.length === 0) throw wrong("endpoint.phoneNumber", NO_TRUNK);
  const digits = phoneNumber.replace(/^\+/, "");
  const trunks = trunksFor(digits, config.trunks);
  const dialled = trunks.map(({ numberFormat }) => dialledAs(digits, numberFormat));
  const refusal = judgeNumber({ digits, dialled }, config.guard, plan);
  if (refusal !== undefined) throw wrong("endpoint.phoneNumber", `It is not dialled: it ${refusal}.`);
  const [first, ...others] = trunks.map((trunk) => targetOf(digits, trunk));
  if (first === undefined) {
    const message =
      "No trunk takes it: none has a prefix that is its beginning. Whoever runs the gateway can add one to the file of --trunk-config (docs/sip-trunk.md).";
    throw wrong("endpoint.phoneNumber", message);
  }
  return [first, ...others];
}

/** The trunks that take a number: those with the longest matching prefix first, of the same length as the file has them. */
export function trunksFor(digits: string, trunks: readonly Trunk[]): readonly Trunk[] {
  return trunks
    .map((trunk) => ({ trunk, match: longestMatch(digits, trunk.prefixes ?? [""]) }))
    .filter(({ match }) => match >= 0)
    .sort((a, b) => b.match - a.match)
    .map(({ trunk }) => trunk);
}

/** Length of the longest prefix of the number, -1 when none is. */
function longestMatch(digits: string, prefixes: readonly string[]): number {
  return Math.max(-1, ...prefixes.filter((prefix) => digits.startsWith(prefix)).map((prefix) => prefix.length));
}

/** One attempt at a number. */
export function targetOf(digits: string, trunk: Trunk): SipTarget {
  const { name, proxy, transport, callerId, credentials, numberFormat } = trunk;
  return {
    uri: `sip:${escapeUser(dialledAs(digits, numberFormat))}@${proxy}`,
    trunk: name,
    transport,
    proxy,
    ...(credentials === undefined ? {} : { credentials }),
    from: {
      ...callerAt(trunk),
      ...(callerId?.displayName === undefined ? {} : { displayName: callerId.displayName }),
    },
  };
}

/** `#` has to be escaped in a URI. Source: RFC 3261, section 25.1. */
function escapeUser(user: string): string {
  return user.replaceAll("#", "%23");
}

function wrong(path: string, message: string) {
  return badRequest([{ path, message }]);
}

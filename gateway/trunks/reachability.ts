import type { RouteCall, SipTarget } from "../calls/dialers/baresip/target.js";
import { version } from "../version.js";
import type { Trunk } from "./config-schema.js";
import { hostOf, placesOf } from "./probe/addresses.js";
import { ask, Silence } from "./probe/ask.js";

/**
 * Whether anybody answers where a trunk is, asked before a call is entrusted to it. An INVITE that nobody answers may have placed a call all the same, so
 * no other trunk is tried after it: what is to fall back has to be known before.
 */

export interface ReachabilityOptions {
  /** Milliseconds that a trunk may take to say that it is there. Default: 2000. */
  readonly waitMs?: number;
  /** Milliseconds, from any moment on. Default: a clock that nobody sets. */
  readonly clock?: () => number;
}

/** So long a trunk that has answered is taken to be there still, and one that has not is left alone. Milliseconds. */
const REMEMBERED_MS = { there: 30_000, away: 10_000 } as const;
/** More servers behind one name are not asked. */
const PLACES_MAX = 3;
const DEFAULT_WAIT_MS = 2_000;

interface Known {
  readonly there: Promise<boolean>;
  readonly until: number;
}

/** Routes whose targets, but for the last of a call, say whether they can be reached. */
export function withReachability(
  route: RouteCall,
  trunks: readonly Trunk[],
  options: ReachabilityOptions = {},
): RouteCall {
  const { waitMs = DEFAULT_WAIT_MS, clock = () => performance.now() } = options;
  const known = new Map<string, Known>();
  const isReachable = (trunk: Trunk): Promise<boolean> => {
    const before = known.get(trunk.name);
    if (before !== undefined && clock() < before.until) return before.there;
    const there = isThere(trunk, waitMs);
    // Who asks meanwhile gets the same answer.
    known.set(trunk.name, { there, until: Number.POSITIVE_INFINITY });
    void there.then((answer) =>
      known.set(trunk.name, { there, until: clock() + (answer ? REMEMBERED_MS.there : REMEMBERED_MS.away) }),
    );
    return there;
  };
  const asking = new Map(trunks.filter(({ answersOptions }) => answersOptions).map((trunk) => [trunk.name, trunk]));
  return (endpoint, appId) => {
    const [first, ...others] = route(endpoint, appId);
    const checked = (target: SipTarget, isLast: boolean): SipTarget => {
      const trunk = target.trunk === undefined || isLast ? undefined : asking.get(target.trunk);
      return trunk === undefined ? target : { ...target, isReachable: () => isReachable(trunk) };
    };
    return [
      checked(first, others.length === 0),
      ...others.map((target, index) => checked(target, index === others.length - 1)),
    ];
  };
}

/** `false` only where nobody can be: whoever answers with whatever, or shows a certificate that we would not take, is there. */
async function isThere({ proxy, transport }: Trunk, waitMs: number): Promise<boolean> {
  const places = await placesOf(proxy, transport).catch(() => []);
  for (const { address, port } of places.slice(0, PLACES_MAX)) {
    const host = hostOf(proxy);
    const answer = await ask({
      peer: { transport, address, port, host },
      hostPort: proxy,
      from: { user: "anonymous", host: "anonymous.invalid" },
      userAgent: `symbl-gateway/${version()}`,
      waitMs,
    });
    if (answer.kind === "answered" || !isNobody(answer.error)) return true;
  }
  return false;
}

const NOBODY = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ECONNRESET", "EHOSTDOWN"]);

function isNobody(error: Error): boolean {
  return error instanceof Silence || ("code" in error && typeof error.code === "string" && NOBODY.has(error.code));
}

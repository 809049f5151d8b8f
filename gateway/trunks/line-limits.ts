import type { RouteCall, SipTarget } from "../calls/dialers/baresip/target.js";
import { noLineFree } from "../errors.js";
import type { Trunk } from "./config-schema.js";
import { Places } from "./places.js";

/** Routes of which each attempt takes a place among its trunk's calls; trunks without a free one are left out, and a call without any trunk left is a 429. */
export function withLineLimits(route: RouteCall, trunks: readonly Trunk[]): RouteCall {
  const lines = new Map(
    trunks.flatMap(({ name, maxCalls }) => (maxCalls === undefined ? [] : [[name, new Places(maxCalls)] as const])),
  );
  return (endpoint, appId) => {
    const [first, ...others] = route(endpoint, appId).flatMap((target): SipTarget[] => {
      const places = target.trunk === undefined ? undefined : lines.get(target.trunk);
      if (places === undefined) return [target];
      return places.free ? [{ ...target, takePlace: () => places.take() }] : [];
    });
    if (first === undefined) throw noLineFree("every trunk that takes it");
    return [first, ...others];
  };
}

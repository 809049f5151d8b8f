import type { Dialer } from "../calls/dialer.js";
import type { RouteCall } from "../calls/dialers/baresip/target.js";
import type { TrunkConfig } from "./config-schema.js";
import { LimitedDialer } from "./limited-dialer.js";
import { withLineLimits } from "./line-limits.js";
import { loadNumberPlan } from "./number-plan.js";
import { withReachability } from "./reachability.js";
import { routesOf } from "./route.js";

/** A dialer that goes by the trunks of a configuration, within its limits. `make` makes what dials. */
export async function dialerByTrunks(config: TrunkConfig, make: (route: RouteCall) => Dialer): Promise<Dialer> {
  const route = withReachability(
    withLineLimits(routesOf(config, await loadNumberPlan()), config.trunks),
    config.trunks,
  );
  return new LimitedDialer(make(route), config.limits);
}

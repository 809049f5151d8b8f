import { badRequest } from "../../../errors.js";
import type { RouteCall } from "./target.js";

/** Without trunks: SIP endpoints are dialled as given, and there is no way to a telephone number. */
export const routeAsGiven: RouteCall = (endpoint) => {
  switch (endpoint.type) {
    case "sip":
      return [{ uri: endpoint.uri }];
    case "pstn":
      throw badRequest([
        {
          path: "endpoint.type",
          message:
            "This gateway has no trunk, so it cannot call telephone numbers; whoever runs it can set one up with --trunk-config FILE (see the gateway's README). SIP endpoints work without one.",
        },
      ]);
  }
};

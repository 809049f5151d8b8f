import type { RouteCall } from "../../../gateway/calls/dialers/baresip/target.js";
import { asGiven } from "../../../gateway/trunks/route.js";

/** SIP endpoints as a gateway without trunks calls them. */
export const direct: RouteCall = (endpoint) => {
  if (endpoint.type !== "sip") throw new Error("the test has no trunk for telephone numbers");
  return [asGiven(endpoint.uri)];
};

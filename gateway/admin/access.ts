import { createHash, timingSafeEqual } from "node:crypto";
import { hostName, isLoopbackAddress, isLoopbackHost } from "../http/loopback.js";

/** Who may see and steer the gateway under `/_gateway`. Pure. */

export interface AdminRequest {
  /** Address that the socket came from. */
  readonly remoteAddress: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`: how a browser says where the page that asks comes from. */
  readonly site?: string | undefined;
  /** Whether it came through a proxy or a tunnel. */
  readonly forwarded: boolean;
  /** Bearer token of the request. */
  readonly token: string | undefined;
}

export interface AdminPolicy {
  readonly listenerIsLoopback: boolean;
  /** `SYMBL_GATEWAY_ADMIN_TOKEN`. */
  readonly adminToken: string | undefined;
}

export type AdminDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly status: 401 | 403; readonly message: string };

/**
 * With the admin token: from anywhere. Without it: from this machine to a listener of this machine, not forwarded, and with the `Host` and `Origin` of
 * this machine, so that a page in a browser here cannot ask on behalf of its author (DNS rebinding, cross-site requests).
 */
export function adminAccess(request: AdminRequest, policy: AdminPolicy): AdminDecision {
  if (policy.adminToken !== undefined && request.token !== undefined) {
    return sameSecret(request.token, policy.adminToken)
      ? { allowed: true }
      : { allowed: false, status: 401, message: "The admin token is not correct." };
  }
  const local = policy.listenerIsLoopback && isLoopbackAddress(request.remoteAddress) && !request.forwarded;
  if (!local) {
    return policy.adminToken === undefined
      ? {
          allowed: false,
          status: 403,
          message:
            "From elsewhere than this machine only with an admin token: set SYMBL_GATEWAY_ADMIN_TOKEN where the gateway runs.",
        }
      : { allowed: false, status: 401, message: "Send the admin token as Authorization: Bearer." };
  }
  const host = hostName(request.host);
  if (host === undefined || !isLoopbackHost(host)) {
    return { allowed: false, status: 403, message: "The Host header names another machine than this one." };
  }
  if (request.site === "cross-site" || request.site === "same-site") {
    return { allowed: false, status: 403, message: "The request comes from a page of another site." };
  }
  if (request.origin !== undefined && request.origin !== `http://${request.host}`) {
    return { allowed: false, status: 403, message: "The request comes from a page of another origin." };
  }
  return { allowed: true };
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (secret: string): Buffer => createHash("sha256").update(secret).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

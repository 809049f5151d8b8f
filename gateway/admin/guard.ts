import type { FastifyRequest } from "fastify";
import { ApiError } from "../errors.js";
import { isForwarded } from "../http/loopback.js";
import { bearerToken } from "../http/request-token.js";
import { type AdminDecision, type AdminPolicy, type AdminRequest, adminAccess } from "./access.js";

/** A hook that lets those in who may see and steer the gateway. */
export function adminOnly(policy: AdminPolicy): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const decision = decide(request, policy);
    if (!decision.allowed) throw new ApiError(decision.status, { message: decision.message });
  };
}

/** A hook for pages that hold no data but ask for it: whoever would only have to send the admin token gets the page, to enter it there. */
export function pageVisitors(policy: AdminPolicy): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    // Links to a page may stand anywhere.
    const decision = decide(request, policy, { site: undefined });
    if (!decision.allowed && decision.status !== 401)
      throw new ApiError(decision.status, { message: decision.message });
  };
}

function decide(request: FastifyRequest, policy: AdminPolicy, change: Partial<AdminRequest> = {}): AdminDecision {
  const { headers, socket } = request;
  const site = headers["sec-fetch-site"];
  return adminAccess(
    {
      remoteAddress: socket.remoteAddress ?? "",
      host: headers.host,
      origin: headers.origin,
      site: typeof site === "string" ? site : undefined,
      forwarded: isForwarded(headers),
      token: bearerToken(headers.authorization),
      ...change,
    },
    policy,
  );
}

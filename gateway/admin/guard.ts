import type { FastifyRequest } from "fastify";
import type { AttemptLimit } from "../apps/attempt-limit.js";
import { ApiError, tooManyAttempts } from "../errors.js";
import { isForwarded } from "../http/loopback.js";
import { bearerToken } from "../http/request-token.js";
import { type AdminDecision, type AdminPolicy, type AdminRequest, adminAccess } from "./access.js";

/** Stands for the gateway among the apps whose secrets are guessed at; no app id holds a blank. */
const THE_GATEWAY = "the gateway";

/** A hook that lets those in who may see and steer the gateway. Guesses at the admin token are limited as those at the secret of an app. */
export function adminOnly(policy: AdminPolicy, attempts: AttemptLimit): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const address = request.socket.remoteAddress ?? "";
    const guess = policy.adminToken !== undefined && bearerToken(request.headers.authorization) !== undefined;
    const wait = guess ? attempts.wait(address, THE_GATEWAY) : 0;
    if (wait > 0) throw tooManyAttempts(Math.ceil(wait / 1_000));
    const decision = decide(request, policy);
    if (guess && decision.allowed) attempts.succeeded(address, THE_GATEWAY);
    if (guess && !decision.allowed) attempts.failed(address, THE_GATEWAY);
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

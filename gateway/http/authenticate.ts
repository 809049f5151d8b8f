import type { FastifyRequest } from "fastify";
import type { Tokens } from "../apps/tokens.js";
import { badToken } from "../errors.js";
import { requestToken, webSocketToken } from "./request-token.js";

/** A hook that finds out which app is asking. It runs before the body is looked at, so a bad token is a 401 whatever else is wrong. */
export function authenticate(tokens: Tokens): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const token = request.ws ? webSocketToken(request.headers, request.url) : requestToken(request.headers);
    const appId = token === undefined ? undefined : await tokens.verify(token);
    if (appId === undefined) throw badToken();
    request.appId = appId;
  };
}

import type { FastifyRequest } from "fastify";
import type { AppRegistry } from "../apps/app-registry.js";
import type { Tokens } from "../apps/tokens.js";
import { badToken } from "../errors.js";
import { tokenSlips } from "./near-miss.js";
import { requestToken, webSocketToken } from "./request-token.js";

/** A hook that finds out which app is asking. It runs before the body is looked at, so a bad token is a 401 whatever else is wrong. */
export function authenticate(tokens: Tokens, apps: AppRegistry): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const token = request.ws ? webSocketToken(request.headers, request.url) : requestToken(request.headers);
    const appId = token === undefined ? undefined : await tokens.verify(token);
    if (appId === undefined) {
      const slips = tokenSlips(request.headers, request.url, request.ws);
      const why = slips.length > 0 || token === undefined ? [] : [await tokens.whyRefused(token)];
      throw badToken([...slips, ...why]);
    }
    // A token outlives its app where the key is kept.
    if (!apps.has(appId)) throw badToken([`The app ${appId} is not configured any more.`]);
    request.appId = appId;
  };
}

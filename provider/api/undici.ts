import type { Dispatcher } from "undici";
import requestOf from "undici/lib/api/api-request.js";
import Agent from "undici/lib/dispatcher/agent.js";
import EnvHttpProxyAgent from "undici/lib/dispatcher/env-http-proxy-agent.js";

/**
 * The parts of undici that one request needs. Its entry point loads five times as much (fetch, mocks, caches, WebSocket), and Pulumi's host waits for it
 * in each command.
 */
export { Agent, EnvHttpProxyAgent };

type RequestOptions = Omit<Dispatcher.RequestOptions, "origin" | "path"> & { dispatcher: Dispatcher; method: string };

/** As undici's `request`, by a dispatcher that is always given. */
export function request(url: string, { dispatcher, ...options }: RequestOptions): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(url);
  return requestOf.call(dispatcher, { ...options, origin, path: `${pathname}${search}` });
}

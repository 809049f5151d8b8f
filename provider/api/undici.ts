import type { Dispatcher } from "undici";
import requestOf from "undici/lib/api/api-request.js";
import Agent from "undici/lib/dispatcher/agent.js";

/**
 * The parts of undici that a request needs which goes straight to its server. The entry point loads five times as much (fetch, mocks, caches, WebSocket), and
 * Pulumi's host waits for it in each command.
 */
export { Agent };

type RequestOptions = Omit<Dispatcher.RequestOptions, "origin" | "path"> & { dispatcher: Dispatcher };

/** As undici's `request`, by a dispatcher that is always given. */
export function request(url: string, { dispatcher, ...options }: RequestOptions): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(url);
  return requestOf.call(dispatcher, { ...options, origin, path: `${pathname}${search}` });
}

import type { App } from "../http/app.js";
import type { Store } from "../store/store.js";
import { StoreUnavailable } from "../store/store-unavailable.js";
import type { Metrics } from "./metrics.js";
import { operationOutcome } from "./outcomes.js";

/** Streams last as long as someone watches. */
const ENDLESS = "/_gateway/stream";

/** Measures every request to `app`, and logs it: at level `info`, those of the gateway's own pages at `debug`. */
export function observeRequests(app: App, metrics: Metrics): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { method, body } = request;
    const route = request.routeOptions.url ?? "none";
    const status = reply.statusCode;
    if (route !== ENDLESS)
      metrics.request({ method: request.is404 ? "any" : method, route, status }, reply.elapsedTime / 1_000);
    if (typeof body === "object" && body !== null && "operation" in body) {
      const { operation } = body;
      if (operation === "start" || operation === "stop") {
        metrics.operation(operation, operationOutcome(status, reply.hasHeader("idempotency-replayed")));
      }
    }
    // The gateway's own pages ask every few seconds.
    const level = request.journalEntry === null ? "debug" : "info";
    // The template, not the path: paths carry ids and keys.
    request.log[level](
      { reqId: request.id, method, route, status, milliseconds: Math.round(reply.elapsedTime) },
      "request",
    );
    done();
  });
}

/** The same store, with its failures counted. */
export function observeStore(store: Store, metrics: Metrics): Store {
  const observed = new Map<PropertyKey, unknown>();
  return new Proxy(store, {
    get: (target, name) => {
      if (observed.has(name)) return observed.get(name);
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      const watched = (...args: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args);
        if (result instanceof Promise) {
          result.catch((error: unknown) => {
            if (error instanceof StoreUnavailable) metrics.storeFailed();
          });
        }
        return result;
      };
      observed.set(name, watched);
      return watched;
    },
  });
}

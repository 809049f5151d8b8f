import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { App } from "./app.js";

/** Ties log lines to the request that they come from, also those of a call that goes on after its start was answered. */

const HEADER = "x-request-id";
/** What callers' own ids are made of; nothing that could break a line or a header. */
const ACCEPTED = /^[\w.:+/=-]{1,128}$/;

const current = new AsyncLocalStorage<string>();

/** Id of the request that is being served, or that began what is going on. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}

/** The caller's `X-Request-Id`, where it is fit to be repeated; else a new one. */
export function requestIdOf(request: {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}): string {
  const given = request.headers[HEADER];
  return typeof given === "string" && ACCEPTED.test(given) ? given : randomUUID();
}

/** Sends each request's id back, and remembers it while the request and what it begins are going on, where that is logged: it costs every request something. */
export function keepRequestIds(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(HEADER, request.id);
    done();
  });
  if (!app.log.isLevelEnabled("info")) return;
  app.addHook("onRequest", (request, _reply, done) => current.run(request.id, done));
  // A body that is read on its own breaks the thread.
  app.addHook("preValidation", (request, _reply, done) => current.run(request.id, done));
}

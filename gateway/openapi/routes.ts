import type { FastifySchema } from "fastify";
import type { App } from "../http/app.js";

/** A route as it was registered. */
export interface RegisteredRoute {
  readonly method: string;
  /** In fastify's notation: `/v1/endpoint::connect`, `/v1/event/:connectionId`. */
  readonly url: string;
  readonly schema: FastifySchema;
  /** Whether it takes a WebSocket. */
  readonly webSocket: boolean;
}

/** Collects every route that is registered on `app` from now on. */
export function collectRoutes(app: App): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ method, url, schema = {}, wsHandler }) => {
    for (const each of typeof method === "string" ? [method] : method)
      routes.push({ method: each, url, schema, webSocket: wsHandler !== undefined });
  });
  return routes;
}

/** `/v1/event/:connectionId` → `/v1/event/{connectionId}`, and `::` → `:`. Pure. */
export function openApiPath(url: string): string {
  return url.replace(/::|:(\w+)/g, (_match, name?: string) => (name === undefined ? ":" : `{${name}}`));
}

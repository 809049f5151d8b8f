import type { App } from "./app.js";
import type { KnownRoute } from "./near-miss.js";

/** The routes of the API, filled as they are added: call it before. The gateway's own pages are left out. */
export function collectRoutes(app: App): readonly KnownRoute[] {
  const routes: KnownRoute[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    if (url.startsWith("/_gateway")) return;
    // As a person writes it: fastify has "::" for a colon and ":name" for a parameter.
    const path = url.replace(/::|:(\w+)/g, (_all, name: string | undefined) =>
      name === undefined ? ":" : `{${name}}`,
    );
    for (const each of [method].flat()) routes.push({ method: each, path });
  });
  return routes;
}

import { openApiPath, type RegisteredRoute } from "../openapi/routes.js";

/** Which methods the routes know at a path: to tell a 405 from a 404. */
export class KnownMethods {
  readonly #routes: readonly RegisteredRoute[];
  #patterns: readonly { readonly method: string; readonly pattern: RegExp }[] | undefined;

  /** `routes` may still grow until the first question. */
  constructor(routes: readonly RegisteredRoute[]) {
    this.#routes = routes;
  }

  /** The methods at the path of a URL, such as `["GET", "PUT"]`; empty where no route is. */
  at(url: string): readonly string[] {
    this.#patterns ??= this.#routes.map((route) => ({ method: route.method, pattern: patternOf(route.url) }));
    const path = url.replace(/[?#].*$/s, "");
    return [...new Set(this.#patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
  }
}

function patternOf(url: string): RegExp {
  const parts = openApiPath(url).split(/(\{\w+\})/);
  return new RegExp(
    `^${parts.map((part) => (part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))).join("")}$`,
  );
}

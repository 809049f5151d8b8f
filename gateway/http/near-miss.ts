import type { IncomingHttpHeaders } from "node:http";

/** Why a request came to nothing, and what it nearly was: told in the journal, to whoever runs the gateway, and never to the caller. Pure. */

/** What is wrong with how a request carries its token; `[]` when it carries one as it should. */
export function tokenSlips(headers: IncomingHttpHeaders, url: string, webSocket: boolean): readonly string[] {
  const slips: string[] = [];
  const key = headers["x-api-key"];
  const authorization = headers.authorization;
  if (typeof key === "string" && key !== "") {
    if (/^bearer\s/i.test(key))
      slips.push("X-API-KEY holds the word Bearer before the token; only the token belongs there.");
    else slips.push(...valueSlips("X-API-KEY", key));
    return slips;
  }
  if (authorization !== undefined) {
    const [scheme = "", value] = authorization.trim().split(/\s+/, 2);
    if (/^bearer$/i.test(scheme)) {
      if (value === undefined) slips.push("Authorization says Bearer, and no token follows.");
      else slips.push(...valueSlips("Authorization", value));
    } else if (value === undefined) {
      slips.push("Authorization holds a value without the word Bearer before it.");
    } else {
      slips.push(
        `Authorization must say Bearer${/^(basic|digest|token|apikey)$/i.test(scheme) ? `, not ${scheme}` : ""}.`,
      );
    }
    return slips;
  }
  const nearly = Object.keys(headers).find((name) => name !== "x-api-key" && NEARLY_API_KEY.test(name));
  if (nearly !== undefined) slips.push(`The header ${nearly} is not read; the token belongs into X-API-KEY.`);
  if (!webSocket && /[?&]access_token=/.test(url)) {
    slips.push("access_token in the query is for WebSockets alone; the token belongs into X-API-KEY.");
  }
  if (slips.length > 0 || carriesSomewhere(headers, url, webSocket)) return slips;
  slips.push("No token came: neither X-API-KEY nor Authorization: Bearer.");
  if (/^curl\//i.test(headers["user-agent"] ?? "")) {
    slips.push('curl drops a header that has no colon: -H "X-API-KEY: $TOKEN".');
  }
  return slips;
}

const NEARLY_API_KEY =
  /^(x[-_]?api[-_]?(key|token)|api[-_]?key|x[-_]api|(x[-_])?(access|auth)[-_]?token|token|apikey)$/;

function carriesSomewhere(headers: IncomingHttpHeaders, url: string, webSocket: boolean): boolean {
  return webSocket && (/[?&]access_token=[^&]/.test(url) || (headers["sec-websocket-protocol"] ?? "").trim() !== "");
}

function valueSlips(header: string, value: string): readonly string[] {
  if (/^["'].*["']$/.test(value)) return [`${header} holds the token in quotes.`];
  if (/^[<{$%].*/.test(value)) return [`${header} holds a placeholder, not a token: was its variable not expanded?`];
  return [];
}

export interface KnownRoute {
  readonly method: string;
  /** Such as `/v1/event/{connectionId}`. */
  readonly path: string;
}

/** The route that a request was probably meant for; `undefined` when none is like it. */
export function nearestRoute(method: string, url: string, routes: readonly KnownRoute[]): string | undefined {
  const path = decoded(/^[^?#]*/.exec(url)?.[0] ?? "").slice(0, PATH_MAX);
  const sameMethod = routes.filter((route) => route.method === method);
  const exact = routes.filter((route) => distance(route.path, path) === 0);
  if (exact.length > 0 && !exact.some((route) => route.method === method)) {
    return `This path takes ${[...new Set(exact.map((route) => route.method))].join(" and ")}, not ${method}.`;
  }
  const [best] = [...sameMethod, ...routes]
    .map((route) => ({ route, far: distance(route.path, path) }))
    .sort((one, other) => one.far - other.far);
  if (best === undefined || best.far > Math.max(3, path.length * 0.4)) return undefined;
  return `Nearest route: ${best.route.method} ${best.route.path}.`;
}

/** What is longer is no slip, and not worth its comparing. */
const PATH_MAX = 200;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** How many characters differ, where any value fits a parameter and the divider before the last word does not matter much. */
function distance(pattern: string, path: string): number {
  const wanted = pattern.toLowerCase().split("/");
  const given = path
    .toLowerCase()
    .replace(/(?<=.)\/+$/, "")
    .split("/")
    .filter((part, index) => index === 0 || part !== "");
  let sum = given.length === path.split("/").length ? 0 : 1;
  for (let index = 0; index < Math.max(wanted.length, given.length); index += 1) {
    const [want, have] = [wanted[index], given[index]];
    if (want?.startsWith("{")) sum += have === undefined ? 2 : 0;
    else sum += editDistance(want ?? "", have ?? "");
  }
  // A path that was cut.
  if (path.length >= 4 && pattern.startsWith(path)) sum = Math.min(sum, 2);
  // Case counts little, and a word in the wrong part of the path is a slip of its divider: compared as one string too.
  if (!pattern.includes("{")) sum = Math.min(sum, editDistance(pattern.toLowerCase(), path.toLowerCase()));
  return sum === 0 && pattern !== path && !pattern.includes("{") ? 1 : sum;
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

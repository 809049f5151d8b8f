import { isLanguageTag } from "../wire/formats.js";
import { parseSipUri } from "../wire/sip-uri.js";

/**
 * Takes DTMF and credentials out of what the gateway shows of itself. Only fields that are known to hold neither are shown: a passcode in a
 * misspelt field stays hidden too. Pure.
 */

const MASK = "***";

type Show = (value: string) => string;

/** How a value is shown, by the name of its field. Objects and arrays are walked into; what stands in any other field is hidden. */
const SHOWN: ReadonlyMap<string, Show> = new Map<string, Show>([
  ...[
    ...["operation", "connectionId", "type", "providerName", "encoding", "sampleRate", "sampleSize", "idleTimeout"],
    ...["invokeOn", "name", "emails", "timezone", "languages", "intent", "silenceTimeout", "insightTypes"],
    ...["topic", "timestamp", "userId", "id", "appId"],
  ].map((name) => [name, shown] as const),
  ["phoneNumber", maskPhoneNumber],
  ["uri", maskSipUri],
  ["transportConfig", maskPairs],
  // A language's, unless it is something else that people call a code.
  ["code", (value) => (isLanguageTag(value) ? value : MASK)],
  ["endpointWebhookUrl", maskUrl],
  ["callbackUrl", maskUrl],
]);

/** A copy of a request's body, or of a part of one, that can be shown. */
export function maskBody(value: unknown): unknown {
  return mask(value, hidden, 0);
}

/** What is nested deeper is hidden: nothing of the contract is, and without end it overflows the stack. */
const DEPTH_MAX = 64;

function mask(value: unknown, show: Show, depth: number): unknown {
  if (typeof value === "string") return show(value);
  if (depth > DEPTH_MAX) return MASK;
  if (Array.isArray(value)) return value.map((each) => mask(each, show, depth + 1));
  if (typeof value !== "object" || value === null) return show === hidden && value !== null ? MASK : value;
  const entries: [string, unknown][] = Object.entries(value);
  for (const entry of entries) entry[1] = mask(entry[1], SHOWN.get(entry[0]) ?? hidden, depth + 1);
  return Object.fromEntries(entries);
}

function shown(value: string): string {
  return value;
}

function hidden(): string {
  return MASK;
}

/** People append what to dial after the answer: `+14082924837,,1234#`. */
function maskPhoneNumber(value: string): string {
  const number = /^(?:tel:)?[+\d\s().-]*/i.exec(value)?.[0] ?? "";
  return number === value ? value : number + MASK;
}

/**
 * Hides the password of `sip:user:password@host`, and what stands behind the first dot of a meeting's number: rooms write
 * `sip:<meeting id>.<passcode>@host`.
 */
function maskSipUri(value: string): string {
  const uri = parseSipUri(value);
  if (uri === undefined) return MASK;
  if (uri.user === undefined) return value;
  const user = uri.user.replace(/^(\d+)[^\d].*$/s, `$1.${MASK}`);
  const password = uri.password === undefined ? "" : `:${MASK}`;
  const headers = uri.headers === "" ? "" : `?${MASK}`;
  return `${uri.scheme}:${user}${password}@${uri.hostPort}${uri.parameters}${headers}`;
}

/** Hides what may be a credential among `key=value;…`. */
function maskPairs(value: string): string {
  return value
    .split(";")
    .map((pair) => {
      const name = pair.slice(0, pair.indexOf("=") + 1);
      return /pass|pwd|secret|token|auth|key/i.test(name) ? name + MASK : pair;
    })
    .join(";");
}

/** Hides user, password and query of a URL: webhooks carry their secret there. */
function maskUrl(value: string): string {
  if (!URL.canParse(value)) return MASK;
  const url = new URL(value);
  return `${url.protocol}//${url.host}${url.pathname}${url.search === "" ? "" : `?${MASK}`}`;
}

/** The path of a request with the values of its query hidden, and what opens a summary page. */
export function maskPath(url: string): string {
  if (url.startsWith("/summary/")) return `/summary/${MASK}`;
  const question = url.indexOf("?");
  if (question === -1) return url;
  const names = [...new URLSearchParams(url.slice(question + 1)).keys()];
  return `${url.slice(0, question)}?${names.map((name) => `${encodeURIComponent(name)}=${MASK}`).join("&")}`;
}

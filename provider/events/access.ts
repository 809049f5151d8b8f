import { InvalidInputsError, type Problem, SymblError } from "../api/errors.js";
import type { Credentials } from "../api/token.js";
import { assertTrusted, resolveSettings, variablePrefix } from "../settings.js";
import type { CredentialOptions } from "./options.js";

/** Where to go, and as whom. */
export interface Access {
  /** Checked, and trusted with the credentials. */
  url: string;
  /** Origin of `url` in `http:` or `https:`, for messages. */
  origin: string;
  /** Where tokens are minted. */
  baseUrl: string;
  credentials: Credentials;
}

/** What each output may begin with; a WebSocket's origin is compared as that of HTTP. */
const SCHEMES = {
  eventUrl: { "https:": "https:", "http:": "http:" },
  resultWebSocketUrl: { "wss:": "https:", "ws:": "http:" },
} as const;

/**
 * Throws an `InvalidInputsError` for the URL or half an app, and `SYMBL_INVALID_SETTINGS`, `SYMBL_CREDENTIALS_MISSING` or
 * `SYMBL_UNTRUSTED_ORIGIN`.
 */
export function accessTo(property: keyof typeof SCHEMES, text: string, options: CredentialOptions): Access {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  const schemes = new Map<string, string>(Object.entries(SCHEMES[property]));
  const scheme = url === undefined ? undefined : schemes.get(url.protocol);
  const problems: Problem[] = [];
  if (typeof text !== "string") {
    problems.push({
      path: property,
      reason: "must be text; in a Pulumi program, take it out of the output with apply",
    });
  } else if (url === undefined || scheme === undefined) {
    problems.push({
      path: property,
      reason: `must be a URL that begins with ${[...schemes.keys()].join(" or ")}, as the session's output has it`,
    });
  } else if (url.username !== "" || url.password !== "" || url.hash !== "") {
    problems.push({
      path: property,
      reason: "must not carry a user, a password or a fragment: give credentials in the options or the environment",
    });
  }
  problems.push(...halfAnApp(options));
  if (url === undefined || scheme === undefined || problems.length > 0) throw new InvalidInputsError(problems);

  const { baseUrl, credentials } = settingsOf(options);
  const origin = `${scheme}//${url.host}`;
  assertTrusted(origin, { baseUrl }, process.env, property);
  return { url: url.href, origin, baseUrl, credentials };
}

function halfAnApp(options: CredentialOptions): Problem[] {
  const given = (value: string | undefined): boolean => value !== undefined && value.trim() !== "";
  if (given(options.accessToken) || given(options.appId) === given(options.appSecret)) return [];
  const [path, other] = given(options.appId) ? ["options.appSecret", "appId"] : ["options.appId", "appSecret"];
  return [{ path, reason: `is missing beside ${other}: an app is both` }];
}

/** Visible ASCII. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;

/** Options are read as an environment of their own, so that both go by the same rules. */
function settingsOf(options: CredentialOptions): { baseUrl: string; credentials: Credentials } {
  const noConfig = (): undefined => undefined;
  const given = resolveSettings(
    {
      SYMBL_ACCESS_TOKEN: options.accessToken,
      SYMBL_APP_ID: options.appId,
      SYMBL_APP_SECRET: options.appSecret,
      SYMBL_BASE_URL: options.baseUrl,
    },
    noConfig,
  );
  const ambient = resolveSettings(process.env, noConfig, options.account);
  const credentials = given.credentials ?? ambient.credentials;
  if (credentials === undefined) throw new SymblError("SYMBL_CREDENTIALS_MISSING", missingText(options.account));
  if (credentials.kind === "token" && !HEADER_TEXT.test(credentials.accessToken)) {
    throw new SymblError(
      "SYMBL_INVALID_SETTINGS",
      "The access token holds spaces, line breaks or other characters that a header cannot carry. Copy it anew",
    );
  }
  return { baseUrl: options.baseUrl === undefined ? ambient.baseUrl : given.baseUrl, credentials };
}

/** Stack config is not read here, so it is not named either. */
function missingText(account: string | undefined): string {
  const prefix = variablePrefix(account);
  return [
    `No credentials for ${account === undefined ? "Symbl's Telephony API" : `the account "${account}"`}.`,
    `Set ${prefix}APP_ID and ${prefix}APP_SECRET, or ${prefix}ACCESS_TOKEN, in the environment;`,
    "or give the options appId and appSecret, or accessToken.",
  ].join(" ");
}

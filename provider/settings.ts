import { SymblError } from "./api/errors.js";
import { rememberSecret } from "./api/redact.js";
import type { Credentials } from "./api/token.js";

/**
 * Environment and stack config → settings. The first complete source of credentials wins and none are mixed: token from the environment,
 * app from the environment, token from config, app from config. The environment goes first because a plain `pulumi destroy` sees the
 * config that is stored in the state, and a secret may have been rotated since.
 */

export const DEFAULT_BASE_URL = "https://api.symbl.ai";

export interface Settings {
  /** Origin, and path if any, of the API; without a slash at its end. */
  baseUrl: string;
  /** Missing where no source is complete. */
  credentials: Credentials | undefined;
  /** Name of the account, as the resource gave it. */
  account: string | undefined;
  /** What stands in the way of complete credentials, and every way to set them. Never a value. */
  missing: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;
/** Stack config by full key, such as `symbl:appId`. */
export type ConfigReader = (key: string) => string | undefined;

/** Settings of the named account, or of the unnamed one. Throws `SYMBL_INVALID_SETTINGS` for a base URL or an accounts table that cannot be read. */
export function resolveSettings(env: Environment, config: ConfigReader, account?: string): Settings {
  const prefix = variablePrefix(account);
  const fromEnv = (name: string): string | undefined => filled(env[`${prefix}${name}`]);
  const fromConfig = configOf(config, account);
  const found: Record<"env" | "config", CredentialParts> = {
    env: { token: fromEnv("ACCESS_TOKEN"), appId: fromEnv("APP_ID"), appSecret: fromEnv("APP_SECRET") },
    config: { token: fromConfig("accessToken"), appId: fromConfig("appId"), appSecret: fromConfig("appSecret") },
  };
  for (const parts of [found.env, found.config]) {
    if (parts.token !== undefined) rememberSecret(parts.token);
    if (parts.appSecret !== undefined) rememberSecret(parts.appSecret);
  }
  const baseUrl =
    fromEnv("BASE_URL") ??
    fromConfig("baseUrl") ??
    filled(env.SYMBL_BASE_URL) ??
    filled(config("symbl:baseUrl")) ??
    DEFAULT_BASE_URL;
  return {
    baseUrl: normaliseBaseUrl(baseUrl),
    credentials: complete(found.env) ?? complete(found.config),
    account,
    missing: missingText(prefix, account, found.env, found.config),
  };
}

/** How the environment variables of an account begin: `SYMBL_`, or `SYMBL_BLUE_` for the account `blue`. */
export function variablePrefix(account: string | undefined): string {
  return account === undefined ? "SYMBL_" : `SYMBL_${account.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`;
}

interface CredentialParts {
  token: string | undefined;
  appId: string | undefined;
  appSecret: string | undefined;
}

function complete({ token, appId, appSecret }: CredentialParts): Credentials | undefined {
  if (token !== undefined) return { kind: "token", accessToken: token };
  if (appId !== undefined && appSecret !== undefined) return { kind: "app", appId, appSecret };
  return undefined;
}

/** Blank means unset: an empty variable in a pipeline is a secret that was not there. */
function filled(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === "" ? undefined : trimmed;
}

function configOf(config: ConfigReader, account: string | undefined): (name: string) => string | undefined {
  if (account === undefined) return (name) => filled(config(`symbl:${name}`));
  const table = accountsTable(config("symbl:accounts"));
  const entry = Object.hasOwn(table, account) ? table[account] : undefined;
  return (name) => {
    if (typeof entry !== "object" || entry === null || !Object.hasOwn(entry, name)) return undefined;
    const value: unknown = Reflect.get(entry, name);
    return typeof value === "string" ? filled(value) : undefined;
  };
}

function accountsTable(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The parser's message quotes the text, which holds secrets.
  }
  throw new SymblError(
    "SYMBL_INVALID_SETTINGS",
    "symbl:accounts: must be an object of accounts. Set one with: pulumi config set --path symbl:accounts.blue.appId <app id>",
  );
}

function normaliseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new SymblError(
      "SYMBL_INVALID_SETTINGS",
      `The base URL "${text}" is no http: or https: URL. Set SYMBL_BASE_URL or the config key symbl:baseUrl to one such as ${DEFAULT_BASE_URL}`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new SymblError(
      "SYMBL_INVALID_SETTINGS",
      "The base URL must not carry a user, a password, a query or a fragment: it is kept in the state. Set SYMBL_APP_ID and SYMBL_APP_SECRET instead",
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function missingText(
  prefix: string,
  account: string | undefined,
  env: CredentialParts,
  config: CredentialParts,
): string {
  const key = account === undefined ? "symbl:" : `symbl:accounts.${account}.`;
  const path = account === undefined ? "" : "--path ";
  const halves = [
    half(`${prefix}APP_ID`, `${prefix}APP_SECRET`, env),
    half(`${key}appId`, `${key}appSecret`, config),
  ].filter((text) => text !== undefined);
  return [
    `No credentials for ${account === undefined ? "Symbl's Telephony API" : `the account "${account}"`}.`,
    ...halves,
    `Set ${prefix}APP_ID and ${prefix}APP_SECRET, or ${prefix}ACCESS_TOKEN, in the environment;`,
    `or run: pulumi config set ${path}${key}appId <app id> && pulumi config set --secret ${path}${key}appSecret <app secret>`,
    `(or only: pulumi config set --secret ${path}${key}accessToken <token>).`,
  ].join(" ");
}

function half(idName: string, secretName: string, parts: CredentialParts): string | undefined {
  if (parts.appId !== undefined && parts.appSecret === undefined) return `${idName} is set, but ${secretName} is not.`;
  if (parts.appId === undefined && parts.appSecret !== undefined) return `${secretName} is set, but ${idName} is not.`;
  return undefined;
}

/**
 * Throws `SYMBL_UNTRUSTED_ORIGIN` unless today's credentials may go to the server that dialled: its origin is that of today's base URL, or
 * `SYMBL_TRUSTED_ORIGINS` (origins between commas or spaces) lists it. A state must not be able to send credentials to a server of its choice.
 */
export function assertTrusted(
  recordedBaseUrl: string,
  settings: Pick<Settings, "baseUrl">,
  env: Environment,
  property = "apiBaseUrl",
): void {
  const recorded = URL.canParse(recordedBaseUrl) ? new URL(recordedBaseUrl).origin : undefined;
  if (recorded === new URL(settings.baseUrl).origin) return;
  const listed = (env.SYMBL_TRUSTED_ORIGINS ?? "").split(/[\s,]+/).filter((text) => URL.canParse(text));
  if (recorded !== undefined && listed.some((text) => new URL(text).origin === recorded)) return;
  throw new SymblError(
    "SYMBL_UNTRUSTED_ORIGIN",
    `${property}: this call was placed at ${recordedBaseUrl}, but today's base URL is ${settings.baseUrl}, and credentials go to another origin only ` +
      `when it is trusted. If both are yours, set SYMBL_TRUSTED_ORIGINS=${recorded ?? recordedBaseUrl}; if the base URL was changed by mistake, set it back`,
  );
}

/** Whether requests to `baseUrl` leave this machine unencrypted. */
export function isReadableOnTheWay(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== "http:") return false;
  return !(
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d+){3}$/.test(hostname)
  );
}

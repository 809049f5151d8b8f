import { parseJson } from "./json.js";

/** Answers of two fields, which every operation reads: checked by hand, since zod takes longer to load than a hang-up takes. */

/** `POST /oauth2/token:generate`. `expiresIn` is in seconds and is what remains, not what was granted. Source: Symbl, "Authentication". */
export interface TokenGrant {
  accessToken: string;
  expiresIn: number;
}

/** An error of the API: a JSON object with a code or a message. Source: symbl-js. */
export interface ApiErrorBody {
  code: string | number | undefined;
  message: string | undefined;
  /** The fields that it complains of, each with a `path` and a `message`, where it is that kind of server. */
  errors: unknown;
}

/** `undefined` when the text is not a token's grant. */
export function readTokenGrant(text: string): TokenGrant | undefined {
  const { accessToken, expiresIn } = fieldsIn(text);
  if (typeof accessToken !== "string" || accessToken === "") return undefined;
  if (typeof expiresIn !== "number" || !Number.isFinite(expiresIn) || expiresIn <= 0) return undefined;
  return { accessToken, expiresIn };
}

/** `undefined` when the text is not an error of the API itself, but a proxy's before it. */
export function readApiError(text: string): ApiErrorBody | undefined {
  const { code, message, errors } = fieldsIn(text);
  if (code !== undefined && typeof code !== "string" && typeof code !== "number") return undefined;
  if (message !== undefined && typeof message !== "string") return undefined;
  return code === undefined && message === undefined ? undefined : { code, message, errors };
}

/** The fields of a JSON object; what is no object, or no JSON, has none of those that we know. */
function fieldsIn(text: string): Record<string, unknown> {
  const value = parseJson(text);
  return typeof value === "object" ? { ...value } : {};
}

import { createHash } from "node:crypto";

/** Digest authentication. Sources: RFC 2617, RFC 7616, RFC 8760. Pure. */

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque?: string;
  readonly algorithm: Algorithm;
  /** Whether the answer counts its uses and has a nonce of its own. */
  readonly auth: boolean;
  /** The nonce was too old, and the password may be right. */
  readonly stale: boolean;
}

type Algorithm = "MD5" | "MD5-sess" | "SHA-256" | "SHA-256-sess";
/** The better ones last. */
const ALGORITHMS: readonly Algorithm[] = ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"];

/** The best of the challenges that can be answered; `undefined` when none can. Each is the value of one header. */
export function bestChallenge(values: readonly string[]): Challenge | undefined {
  return values
    .map(parseChallenge)
    .filter((challenge) => challenge !== undefined)
    .sort((a, b) => ALGORITHMS.indexOf(b.algorithm) - ALGORITHMS.indexOf(a.algorithm))[0];
}

function parseChallenge(value: string): Challenge | undefined {
  const parameters = /^Digest\s+(.*)$/is.exec(value)?.[1];
  if (parameters === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const [, name = "", quoted, plain = ""] of parameters.matchAll(
    /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g,
  )) {
    fields.set(name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1"));
  }
  const [realm, nonce, opaque] = [fields.get("realm"), fields.get("nonce"), fields.get("opaque")];
  const named = (fields.get("algorithm") ?? "MD5").toLowerCase();
  const algorithm = ALGORITHMS.find((each) => each.toLowerCase() === named);
  const qop = fields
    .get("qop")
    ?.toLowerCase()
    .split(",")
    .map((each) => each.trim());
  if (realm === undefined || nonce === undefined || algorithm === undefined) return undefined;
  // `auth-int` covers a body, which no OPTIONS has; who offers nothing else is not served.
  if (qop !== undefined && !qop.includes("auth")) return undefined;
  return {
    ...{ realm, nonce, algorithm, auth: qop !== undefined, stale: fields.get("stale")?.toLowerCase() === "true" },
    ...(opaque === undefined ? {} : { opaque }),
  };
}

export interface DigestAnswer {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  /** Drawn by chance. */
  readonly cnonce: string;
  /** How often the nonce has been used, this time included. */
  readonly count: number;
}

/** The value of the header that answers a challenge. */
export function digestAnswer(challenge: Challenge, answer: DigestAnswer): string {
  const { realm, nonce, opaque, algorithm, auth } = challenge;
  const { user, password, method, uri, cnonce } = answer;
  const hash = (text: string) =>
    createHash(algorithm.startsWith("MD5") ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const count = answer.count.toString(16).padStart(8, "0");
  const bare = hash(`${user}:${realm}:${password}`);
  const session = algorithm.endsWith("-sess");
  const secret = session ? hash(`${bare}:${nonce}:${cnonce}`) : bare;
  const what = hash(`${method}:${uri}`);
  const response = hash(auth ? `${secret}:${nonce}:${count}:${cnonce}:auth:${what}` : `${secret}:${nonce}:${what}`);
  return `Digest ${[
    `username=${quoted(user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(auth || session ? [`cnonce=${quoted(cnonce)}`] : []),
    ...(auth ? ["qop=auth", `nc=${count}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(", ")}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

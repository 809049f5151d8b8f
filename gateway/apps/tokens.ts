import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import type { TokenAnswer } from "../wire/token.js";

export interface TokensOptions {
  /** Signs them; whoever has the same takes them. */
  readonly key: Uint8Array;
  /** Seconds that a token lives. Default: 86400, as Symbl's do. */
  readonly ttlSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const DEFAULT_TTL_SECONDS = 86_400;
const ISSUER = "symbl-telephony-gateway";
/** Verified tokens are remembered, so that a request with a known one costs no signature. */
const REMEMBERED_MAX = 1_000;

interface IssuedToken {
  readonly accessToken: Promise<string>;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Access tokens: JWTs, good for as long as their key is kept. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #ttlSeconds: number;
  readonly #clock: () => number;
  readonly #current = new Map<string, IssuedToken>();
  readonly #verified = new Map<string, { readonly appId: string; readonly expiresAt: number }>();

  constructor(options: TokensOptions) {
    this.#key = options.key;
    this.#ttlSeconds = options.ttlSeconds ?? DEFAULT_TTL_SECONDS;
    this.#clock = options.clock;
  }

  /** The app's current token with what remains of its life; a new one when that is nearly nothing. */
  async issue(appId: string): Promise<TokenAnswer> {
    // Nothing is awaited before the new one stands in the map, so that all who ask at once get the same.
    let token = this.#current.get(appId);
    if (token === undefined || this.#remainingSeconds(token) < this.#leastRemaining()) {
      token = this.#mint(appId);
      this.#current.set(appId, token);
    }
    return { accessToken: await token.accessToken, expiresIn: this.#remainingSeconds(token) };
  }

  /** A token that lives so many seconds, beside the app's current one. */
  async issueShort(appId: string, seconds: number): Promise<TokenAnswer> {
    const token = this.#mint(appId, seconds);
    return { accessToken: await token.accessToken, expiresIn: this.#remainingSeconds(token) };
  }

  /** The app that `token` was issued to; `undefined` when it is not ours, was changed, or has expired. */
  async verify(token: string): Promise<string | undefined> {
    const known = this.#verified.get(token);
    if (known !== undefined) return known.expiresAt > this.#clock() ? known.appId : undefined;
    try {
      const { payload } = await this.#open(token);
      if (payload.sub === undefined || payload.exp === undefined) return undefined;
      this.#remember(token, payload.sub, payload.exp * 1_000);
      return payload.sub;
    } catch {
      return undefined;
    }
  }

  /** Why `verify` knows no app for `token`, in a sentence that quotes nothing of it but a time. */
  async whyRefused(token: string): Promise<string> {
    try {
      await this.#open(token);
      return "The token is good.";
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        const expired =
          error.payload.exp === undefined ? "" : ` at ${new Date(error.payload.exp * 1_000).toISOString()}`;
        return `The token expired${expired}.`;
      }
      if (error instanceof errors.JWSSignatureVerificationFailed) {
        return "The token was signed with another key: by another gateway, or before a restart of one that keeps nothing.";
      }
      if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JOSEAlgNotAllowed) {
        return "The token is a JWT of another issuer.";
      }
      return "The token is no JWT, or one that was cut.";
    }
  }

  #open(token: string) {
    return jwtVerify(token, this.#key, {
      issuer: ISSUER,
      algorithms: ["HS256"],
      requiredClaims: ["exp", "sub"],
      currentDate: new Date(this.#clock()),
    });
  }

  #mint(appId: string, ttlSeconds = this.#ttlSeconds): IssuedToken {
    const issuedAt = Math.floor(this.#clock() / 1_000);
    // Rounded up, so that a fresh token has its whole life before it.
    const expiresAt = Math.ceil(this.#clock() / 1_000) + ttlSeconds;
    const accessToken = new SignJWT({ appId })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuer(ISSUER)
      .setSubject(appId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(this.#key);
    return { accessToken, expiresAt: expiresAt * 1_000 };
  }

  #remainingSeconds(token: IssuedToken): number {
    return Math.floor((token.expiresAt - this.#clock()) / 1_000);
  }

  /** A token that is about to end would be no use to the caller. */
  #leastRemaining(): number {
    return Math.max(1, Math.min(60, Math.floor(this.#ttlSeconds / 10)));
  }

  #remember(token: string, appId: string, expiresAt: number): void {
    if (this.#verified.size >= REMEMBERED_MAX) {
      const [oldest] = this.#verified.keys();
      if (oldest !== undefined) this.#verified.delete(oldest);
    }
    this.#verified.set(token, { appId, expiresAt });
  }
}

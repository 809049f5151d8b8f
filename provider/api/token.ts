import { exchangeError, unreadableAnswer } from "./answers.js";
import type { Deadline } from "./deadline.js";
import type { SymblError } from "./errors.js";
import { exchange } from "./http.js";
import { rememberSecret } from "./redact.js";
import { isTransient } from "./retry.js";
import { readTokenGrant } from "./small-answers.js";

/** An access token given by hand, or an app whose tokens are minted. */
export type Credentials = { kind: "token"; accessToken: string } | { kind: "app"; appId: string; appSecret: string };

/** A token, or why there is none: with `transient` it may be had a moment later. */
export type TokenAnswer = { ok: true; token: string } | { ok: false; error: SymblError; transient: boolean };

export interface TokenSource {
  /** A token that is valid for a while yet; one attempt to get it, shared by all who wait for it. */
  token(deadline: Deadline): Promise<TokenAnswer>;
  /** Says that the server refused `token`; `true` when another may be had. */
  refused(token: string): boolean;
}

/** Tokens for these credentials at that server. */
export function tokenSource(baseUrl: string, credentials: Credentials): TokenSource {
  switch (credentials.kind) {
    case "token":
      return { token: async () => ({ ok: true, token: credentials.accessToken }), refused: () => false };
    case "app":
      return mintedTokens((deadline) => mint(baseUrl, credentials, deadline));
  }
}

interface Minted {
  token: string;
  /** On the monotonic clock: setting the machine's clock neither ages tokens nor keeps them young. */
  renewAt: number;
}

type Minting = ({ ok: true } & Minted) | Extract<TokenAnswer, { ok: false }>;

function mintedTokens(mintOne: (deadline: Deadline) => Promise<Minting>): TokenSource {
  let cached: Minted | undefined;
  let minting: Promise<Minting> | undefined;
  return {
    async token(deadline) {
      if (cached !== undefined && performance.now() < cached.renewAt) return { ok: true, token: cached.token };
      // Others wait along, and some of them hang up what is in flight when nothing more is to be begun.
      minting ??= mintOne(withoutQuit(deadline))
        .then((minted) => {
          if (minted.ok) cached = minted;
          return minted;
        })
        .finally(() => {
          minting = undefined;
        });
      const minted = await minting;
      return minted.ok ? { ok: true, token: minted.token } : minted;
    },
    refused(token) {
      if (cached?.token === token) cached = undefined;
      return true;
    },
  };
}

function withoutQuit({ quit: _ofOneWhoWaits, ...deadline }: Deadline): Deadline {
  return deadline;
}

async function mint(baseUrl: string, app: Extract<Credentials, { kind: "app" }>, deadline: Deadline): Promise<Minting> {
  const asked = performance.now();
  const result = await exchange(
    {
      method: "POST",
      url: `${baseUrl}/oauth2/token:generate`,
      headers: { "content-type": "application/json", accept: "application/json" },
      body: { type: "application", appId: app.appId, appSecret: app.appSecret },
    },
    deadline,
  );
  if (result.kind !== "answer" || result.status < 200 || result.status > 299) {
    // The time that was over may have been another caller's, shorter than that of those who wait with it.
    const transient = isTransient(result) || (result.kind !== "answer" && result.timedOut);
    return { ok: false, error: exchangeError("token", baseUrl, result), transient };
  }
  const grant = readTokenGrant(result.text);
  if (grant === undefined) {
    return { ok: false, error: unreadableAnswer("token", baseUrl, result), transient: !result.complete };
  }
  rememberSecret(grant.accessToken);
  return { ok: true, token: grant.accessToken, renewAt: asked + usableFor(grant.expiresIn) };
}

const MARGIN_MS = 60_000;

/** Milliseconds that a token is used for: it is renewed a minute before it expires, or after nine tenths of a shorter life. */
export function usableFor(expiresInSeconds: number): number {
  const life = expiresInSeconds * 1000;
  return Math.max(life - MARGIN_MS, life * 0.9);
}

import { createHash } from "node:crypto";
import type { Deadline } from "./deadline.js";
import { interrupted } from "./errors.js";
import { type Exchange, exchange, type HttpRequest } from "./http.js";
import { parseJson } from "./json.js";
import { type Credentials, type TokenAnswer, tokenSource } from "./token.js";
import { urlEncoded } from "./url-encoded.js";
import type { StartRequest } from "./wire.js";

/**
 * The API's calls, each one authorised request and what became of it. What an outcome means for a call, and what is repeated, is the
 * domain's business. When no token can be had, nothing was sent.
 */
export interface SymblClient {
  readonly baseUrl: string;
  /** Tells accounts apart without naming them; `""` when the token says nothing of its account. */
  readonly fingerprint: string;
  /** Begins to get a token for the next request, while there is something else to do. Never fails. */
  prepare(deadline: Deadline): void;
  start(body: StartRequest, idempotencyKey: string, deadline: Deadline): Promise<Exchange>;
  lookUpStart(idempotencyKey: string, deadline: Deadline): Promise<Exchange>;
  stop(connectionId: string, deadline: Deadline): Promise<Exchange>;
  conversation(conversationId: string, deadline: Deadline): Promise<Exchange>;
}

const CONNECT_PATH = "/v1/endpoint:connect";

/** A client for one account at one server. Its token is kept in memory, for as long as the process lives. */
export function symblClient(baseUrl: string, credentials: Credentials): SymblClient {
  const tokens = tokenSource(baseUrl, credentials);
  let prepared: Promise<TokenAnswer> | undefined;

  /** The answer that was prepared counts as the first attempt of whoever comes first. */
  function firstToken(deadline: Deadline): Promise<TokenAnswer> {
    const answer = prepared ?? tokens.token(deadline);
    prepared = undefined;
    return answer;
  }

  async function authorised(
    spec: Omit<HttpRequest, "url" | "headers"> & { path: string; headers?: Record<string, string> },
    deadline: Deadline,
  ): Promise<Exchange> {
    const { path, headers, ...rest } = spec;
    const send = async (answer: TokenAnswer): Promise<Exchange> => {
      if (!answer.ok) {
        const timedOut = deadline.signal.aborted;
        return { kind: "not-sent", cause: answer.error, timedOut, retryable: answer.transient && !timedOut };
      }
      const common = commonHeaders(answer.token, spec.body);
      return exchange({ ...rest, url: `${baseUrl}${path}`, headers: { ...common, ...headers } }, deadline);
    };
    const first = await unlessQuit(firstToken(deadline), deadline);
    const result = await send(first);
    // A refused token was not acted upon, so even a start may be sent again, once.
    if (result.kind !== "answer" || result.status !== 401 || !first.ok || !tokens.refused(first.token)) return result;
    return send(await unlessQuit(tokens.token(deadline), deadline));
  }

  return {
    baseUrl,
    fingerprint: accountFingerprint(credentials),
    prepare(deadline) {
      prepared ??= tokens.token(deadline);
    },
    start: (body, idempotencyKey, deadline) =>
      authorised(
        {
          method: "POST",
          path: CONNECT_PATH,
          body,
          ownConnection: true,
          headers: { "idempotency-key": idempotencyKey },
        },
        deadline,
      ),
    lookUpStart: (idempotencyKey, deadline) =>
      authorised({ method: "GET", path: `/v1/starts/${urlEncoded(idempotencyKey)}` }, deadline),
    stop: (connectionId, deadline) =>
      authorised({ method: "POST", path: CONNECT_PATH, body: { operation: "stop", connectionId } }, deadline),
    conversation: (conversationId, deadline) =>
      authorised({ method: "GET", path: `/v1/conversations/${urlEncoded(conversationId)}` }, deadline),
  };
}

/** A token, or at once none when nothing more is to be begun: what waits for its token has not been sent. */
async function unlessQuit(asked: Promise<TokenAnswer>, { quit }: Deadline): Promise<TokenAnswer> {
  if (quit === undefined) return asked;
  let stop = (): void => undefined;
  const quitting = new Promise<TokenAnswer>((resolve) => {
    const onQuit = (): void => resolve({ ok: false, error: interrupted(), transient: false });
    if (quit.aborted) onQuit();
    quit.addEventListener("abort", onQuit);
    stop = () => quit.removeEventListener("abort", onQuit);
  });
  try {
    return await Promise.race([asked, quitting]);
  } finally {
    stop();
  }
}

/** Headers of every authorised request. */
export function commonHeaders(token: string, body: unknown): Record<string, string> {
  return {
    "x-api-key": token,
    accept: "application/json",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
}

/** 12 hex digits of the SHA-256 of the app id, or of the token's `appId` or `sub` claim; `""` where neither is known. */
export function accountFingerprint(credentials: Credentials): string {
  const appId = credentials.kind === "app" ? credentials.appId : accountClaim(credentials.accessToken);
  return appId === undefined ? "" : createHash("sha256").update(appId).digest("hex").slice(0, 12);
}

/** The account that a JWT was issued for. It is not verified: it serves comparison only. */
function accountClaim(token: string): string | undefined {
  const payload = token.split(".")[1];
  const claims = payload === undefined ? undefined : parseJson(Buffer.from(payload, "base64url").toString("utf8"));
  if (typeof claims !== "object" || claims === null) return undefined;
  if ("appId" in claims && typeof claims.appId === "string") return claims.appId;
  if ("sub" in claims && typeof claims.sub === "string") return claims.sub;
  return undefined;
}

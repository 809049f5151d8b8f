import { createHmac, timingSafeEqual } from "node:crypto";

/** Links to the summary page of a conversation: who has one may read it, and nobody can make one up. Pure. */

/** `expiresAt`: milliseconds since the epoch; `undefined` for never. `key` is the storage's, so that links outlast a restart. */
export function summaryToken(key: Uint8Array, conversationId: string, expiresAt?: number): string {
  const claim = `${conversationId}.${expiresAt === undefined ? 0 : Math.ceil(expiresAt / 1_000)}`;
  return `${claim}.${sign(key, claim).toString("base64url")}`;
}

export function summaryUrl(baseUrl: string, key: Uint8Array, conversationId: string, expiresAt?: number): string {
  return `${baseUrl}/summary/${summaryToken(key, conversationId, expiresAt)}`;
}

/** The conversation that the token is for; `undefined` when it is not ours, was changed, or has expired. */
export function conversationOfToken(key: Uint8Array, token: string, now: number): string | undefined {
  const [, claim = "", conversationId, expiry, signature = ""] =
    /^((\d{1,40})\.(\d{1,12}))\.([\w-]{43})$/.exec(token) ?? [];
  if (
    !timingSafeEqual(
      Buffer.from(signature.padEnd(43).slice(0, 43)),
      Buffer.from(sign(key, claim).toString("base64url")),
    )
  ) {
    return undefined;
  }
  const expiresAt = Number(expiry) * 1_000;
  return expiresAt === 0 || expiresAt > now ? conversationId : undefined;
}

/** The links' own key follows from the storage's: a link is never a token of the API, nor the other way round. */
function sign(key: Uint8Array, claim: string): Buffer {
  const linkKey = createHmac("sha256", key).update("links to summary pages").digest();
  return createHmac("sha256", linkKey).update(claim).digest();
}

import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Opens the recording of one conversation for a while: an `<audio>` element can send no header, so the page gets this with the conversation. Pure.
 * `key` is the storage's.
 */
export function recordingTicket(key: Uint8Array, conversationId: string, expiresAt: number): string {
  const seconds = Math.ceil(expiresAt / 1_000);
  return `${seconds}.${sign(key, conversationId, seconds)}`;
}

export function isRecordingTicket(key: Uint8Array, conversationId: string, ticket: string, now: number): boolean {
  const [, seconds = "0", signature = ""] = /^(\d{1,12})\.([\w-]{43})$/.exec(ticket) ?? [];
  const right = timingSafeEqual(
    Buffer.from(signature.padEnd(43).slice(0, 43)),
    Buffer.from(sign(key, conversationId, Number(seconds))),
  );
  return right && Number(seconds) * 1_000 > now;
}

/** A key of its own: a ticket opens nothing else, and nothing else is a ticket. */
function sign(key: Uint8Array, conversationId: string, seconds: number): string {
  const own = createHmac("sha256", key).update("tickets to recordings").digest();
  return createHmac("sha256", own).update(`${conversationId}.${seconds}`).digest("base64url");
}

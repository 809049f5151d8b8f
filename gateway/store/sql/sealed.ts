import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Short texts that pass through hands which may not read them. By AES-256-GCM, whose key follows from the storage's. */

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Longer than most, so that the length tells little. */
const PADDED = 128;

/** `context` has to be the same when it is opened. */
export function seal(storageKey: Uint8Array, text: string, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFrom(storageKey), nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text.padEnd(PADDED), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** `undefined` when it was sealed with another key, for another context, or not at all. */
export function unseal(storageKey: Uint8Array, sealed: string, context: string): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", keyFrom(storageKey), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return text.toString("utf8").trimEnd();
  } catch {
    return undefined;
  }
}

function keyFrom(storageKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", storageKey, "", "symbl-gateway sealed", 32));
}

import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** Secrets as they may stand in a file: their SHA-256, or scrypt in the PHC string format. */

/** `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, both base64 without padding. Source: PHC string format; RFC 7914. */
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

export interface ScryptHash {
  readonly cost: { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number };
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** What an unknown app is compared with, and what new hashes are made with: 32 MB and some 100 ms. */
const DEFAULT_COST = { ln: 15, r: 8, p: 1 } as const;

const derive: (secret: string, salt: Buffer, length: number, cost: ScryptHash["cost"]) => Promise<Buffer> =
  promisify(scrypt);

export function sha256(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** The parts of a PHC string; `undefined` when it is none, or when to check it would take more than a second or 128 MB. */
export function parseScrypt(phc: string): ScryptHash | undefined {
  const [, ln = "", r = "", p = "", salt = "", hash = ""] = PHC.exec(phc) ?? [];
  const parts = { ln: Number(ln), r: Number(r), p: Number(p) };
  if (hash === "" || parts.ln < 10 || parts.ln > 17 || parts.r < 1 || parts.p < 1 || parts.p > 4) return undefined;
  const memory = 128 * 2 ** parts.ln * parts.r;
  if (memory > 128 * 1_024 * 1_024) return undefined;
  return {
    cost: { N: 2 ** parts.ln, r: parts.r, p: parts.p, maxmem: 2 * memory },
    salt: Buffer.from(salt, "base64"),
    hash: Buffer.from(hash, "base64"),
  };
}

export async function matchesScrypt(secret: string, { cost, salt, hash }: ScryptHash): Promise<boolean> {
  return timingSafeEqual(await derive(secret, salt, hash.length, cost), hash);
}

/** A new PHC string of `secret`. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const { ln, r, p } = DEFAULT_COST;
  const hash = await derive(secret, salt, 32, { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

/** A hash that no secret has, as costly as any. */
export const NOBODY: ScryptHash = {
  cost: { N: 2 ** DEFAULT_COST.ln, r: DEFAULT_COST.r, p: DEFAULT_COST.p, maxmem: 256 * 2 ** DEFAULT_COST.ln * 8 },
  salt: Buffer.alloc(16),
  hash: Buffer.alloc(32),
};

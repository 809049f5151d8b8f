/** Netstrings, `<length>:<bytes>,`, as baresip frames its control messages. Source: D. J. Bernstein, "Netstrings", 1997. Pure. */

/** More than any message of one call. */
const MAX_BYTES = 1_048_576;
const COLON = 0x3a;
const COMMA = 0x2c;

export function encodeNetstring(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([Buffer.from(`${bytes.length}:`, "latin1"), bytes, Buffer.from(",", "latin1")]);
}

/** What comes out of a stream of netstrings, however it is cut into pieces. */
export class NetstringDecoder {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that `chunk` completes; throws when the bytes are no netstrings, and then for good. */
  push(chunk: Uint8Array): readonly string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: string[] = [];
    for (;;) {
      const header = headerOf(this.#rest);
      if (header === undefined) return messages;
      const { start, length } = header;
      if (this.#rest.length <= start + length) return messages;
      if (this.#rest[start + length] !== COMMA) throw new Error("A netstring does not end with a comma.");
      messages.push(this.#rest.toString("utf8", start, start + length));
      this.#rest = this.#rest.subarray(start + length + 1);
    }
  }
}

/** `undefined` while the header is not whole. */
function headerOf(bytes: Buffer): { readonly start: number; readonly length: number } | undefined {
  const most = String(MAX_BYTES).length;
  const colon = bytes.subarray(0, most + 1).indexOf(COLON);
  const digits = bytes.toString("latin1", 0, colon === -1 ? Math.min(bytes.length, most + 1) : colon);
  if (colon === -1 && digits.length <= most && /^\d*$/.test(digits)) return undefined;
  if (colon === -1 || !/^(0|[1-9]\d*)$/.test(digits) || Number(digits) > MAX_BYTES) {
    throw new Error("There is no netstring.");
  }
  return { start: colon + 1, length: Number(digits) };
}

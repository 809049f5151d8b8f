import { z } from "zod";

/** Long texts in parts that NOTIFY takes. Pure but for the parts that wait for their others. */

/** Bytes of one payload: PostgreSQL takes less than 8000. */
export const PAYLOAD_MAX = 7_900;
/** Bytes of the text in one part: as base64, and with the part's other fields, a payload. */
const PART_BYTES = 5_700;
/** Texts that wait for their parts. The parts of one come one after the other, so more than a few are remains. */
const OPEN_MAX = 100;

const partSchema = z.object({
  type: z.literal("part"),
  id: z.string(),
  index: z.int().nonnegative(),
  of: z.int().positive(),
  data: z.base64(),
});

/** The text itself when it is short, else its parts. `id` is the text's own. */
export function toParts(text: string, id: string): readonly string[] {
  const bytes = Buffer.from(text);
  if (bytes.length <= PAYLOAD_MAX) return [text];
  const of = Math.ceil(bytes.length / PART_BYTES);
  return Array.from({ length: of }, (_, index) => {
    const data = bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES).toString("base64");
    return JSON.stringify({ type: "part", id, index, of, data });
  });
}

/** Puts texts together from their parts. */
export class Parts {
  readonly #open = new Map<string, Buffer[]>();

  /** The JSON of a text that is whole with this payload; `undefined` when it is not yet, and for what is no JSON. */
  add(payload: string): unknown {
    const value = parse(payload);
    const part = partSchema.safeParse(value).data;
    if (part === undefined) return value;
    const { id, index, of, data } = part;
    const parts = this.#open.get(id) ?? [];
    this.#open.delete(id);
    // Something is missing.
    if (parts.length !== index) return undefined;
    parts.push(Buffer.from(data, "base64"));
    if (parts.length === of) return parse(Buffer.concat(parts).toString());
    this.#open.set(id, parts);
    const [oldest] = this.#open.keys();
    if (this.#open.size > OPEN_MAX && oldest !== undefined) this.#open.delete(oldest);
    return undefined;
  }

  /** What is missing does not come any more. */
  clear(): void {
    this.#open.clear();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

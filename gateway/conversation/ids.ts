import { createHash } from "node:crypto";

/** A UUID that follows from the conversation and what it stands for there. Pure. */
export function derivedId(conversationId: string, what: string): string {
  const hex = createHash("sha256").update(`${conversationId}\n${what}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

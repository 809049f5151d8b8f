/** Which bytes of a file a request asks for. Pure. Source: RFC 9110, section 14. */
export type ByteRange =
  /** All of them: nothing was asked for that is understood, or several parts at once. */
  | { readonly kind: "all" }
  /** Both ends included. */
  | { readonly kind: "part"; readonly first: number; readonly last: number }
  /** There are none of these. */
  | { readonly kind: "none" };

export function byteRange(header: string | undefined, length: number): ByteRange {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return { kind: "all" };
  const first = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return { kind: "all" };
  return first > last || (from === "" && Number(to) === 0) ? { kind: "none" } : { kind: "part", first, last };
}

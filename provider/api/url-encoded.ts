/** Half of a pair, which JSON can spell and UTF-8 cannot. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** As `encodeURIComponent`, which throws at what UTF-8 cannot hold; here that becomes the replacement character, as everywhere on the wire. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(text.replace(LONE_SURROGATE, "\ufffd"));
}

import { urlEncoded } from "./url-encoded.js";

/**
 * Hides credentials in text that leaves the process. Two nets: values this process was given as secrets, wherever they stand, and
 * shapes that are secret by their place (a header, a query parameter, a JSON field, a JWT), whoever's they are.
 */

const MASK = "[secret]";
/** Shorter values would mask half of an ordinary sentence. */
const SHORTEST = 4;

const known = new Set<string>();

/** From now on `value` is masked in every error and log message of this process. Values below four characters are not. */
export function rememberSecret(value: string): void {
  if (value.length < SHORTEST) return;
  known.add(value);
  known.add(urlEncoded(value));
}

const SHAPES: readonly [pattern: RegExp, replacement: string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, MASK],
  [/\b(bearer)\s+[^\s"',;]+/gi, `$1 ${MASK}`],
  [/\b(x-api-key)(["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, `$1$2${MASK}`],
  [/\b(access_?token|app_?secret)(["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, `$1$2${MASK}`],
  [/(\bdtmf["']?\s*[:=]\s*["'])[^"']*/gi, `$1${MASK}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:)[^\s/@]+@/gi, `$1${MASK}@`],
  [/(\bsips?:[^\s@:]*:)[^\s@]+@/gi, `$1${MASK}@`],
];

/** `text` with every credential masked. */
export function redact(text: string): string {
  let result = text;
  // Longest first: a secret that contains another must not leave its rest behind.
  for (const secret of [...known].sort((a, b) => b.length - a.length)) result = result.split(secret).join(MASK);
  for (const [pattern, replacement] of SHAPES) result = result.replace(pattern, replacement);
  return result;
}

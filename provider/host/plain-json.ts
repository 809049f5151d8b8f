/**
 * `value` as plain JSON. What Pulumi's host cannot put on the wire, such as `undefined` or a bigint, crashes the call after it was placed, or
 * hangs the whole run: so everything that leaves the provider goes through here.
 */
export function plainJson(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));
  const copy: unknown = JSON.parse(text);
  return typeof copy === "object" && copy !== null && !Array.isArray(copy) ? { ...copy } : {};
}

/** Telling plain values apart, as they come out of the engine: JSON and nothing else. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own property; what stands on the prototype, such as `constructor`, is nobody's input. */
export function property(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Whether a field that holds `value` means the same as one left out. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

/** Deeper than any input's own fields; what lies below is junk that needs no pruning, and might overflow the stack. */
const DEEPEST = 8;

/**
 * A copy without the fields that mean the same as being left out. An object whose fields all go, goes too. Elements of lists stay where they
 * are, so that their indices do.
 */
export function withoutEmptyFields(
  record: Readonly<Record<string, unknown>>,
  untouched: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  const entries = Object.entries(record).map(([key, value]): [string, unknown] => [
    key,
    untouched.has(key) ? value : pruned(value, DEEPEST),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => !isEmpty(value)));
}

function pruned(value: unknown, depth: number): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((element) => pruned(element, depth - 1));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, field]): [string, unknown] => [key, pruned(field, depth - 1)]);
  return Object.fromEntries(entries.filter(([, field]) => !isEmpty(field)));
}

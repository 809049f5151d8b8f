import { isRecord } from "./plain.js";

/**
 * What the engine puts where a value is not known yet, one string for each kind of value. In a preview they stand anywhere, a whole property
 * included; in a real run they stand where a dependency is about to be replaced. Source: Pulumi's Go SDK, `resource/plugin`.
 */
export const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string, and what the Node.js SDK sends for everything
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Whether `value` itself is not known yet. */
export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && UNKNOWN_SENTINELS.has(value);
}

/** Whether anything in `value` is not known yet, at any depth. */
export function hasUnknown(value: unknown): boolean {
  return unknownPaths(value).next().done !== true;
}

interface Step {
  value: unknown;
  key: string | number;
  parent: Step | undefined;
}

/** Where the values stand that are not known yet. Walks without recursion: no depth of nesting overflows the stack. */
export function* unknownPaths(value: unknown): Generator<(string | number)[], undefined> {
  const seen = new Set<unknown>();
  const open: Step[] = [{ value, key: "", parent: undefined }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const at = step;
    if (isUnknown(at.value)) yield pathOf(at);
    if (seen.has(at.value)) continue;
    seen.add(at.value);
    // Last first, since the last one in is the first one out.
    for (const child of children(at).reverse()) open.push(child);
  }
  return undefined;
}

function children(parent: Step): Step[] {
  if (Array.isArray(parent.value)) return parent.value.map((value: unknown, key) => ({ value, key, parent }));
  return isRecord(parent.value) ? Object.entries(parent.value).map(([key, value]) => ({ value, key, parent })) : [];
}

function pathOf(step: Step): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = step; at.parent !== undefined; at = at.parent) keys.unshift(at.key);
  return keys;
}

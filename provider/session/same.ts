import { isRecord, property } from "./plain.js";
import { hasUnknown } from "./unknown.js";

/** Whether two plain values are equal, the order of keys aside. Walks without recursion: no depth of nesting overflows the stack. */
export function isSame(one: unknown, other: unknown): boolean {
  const open: [unknown, unknown][] = [[one, other]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [left, right] = pair;
    if (Object.is(left, right) || left === right) continue;
    if (Array.isArray(left) && Array.isArray(right)) {
      if (left.length !== right.length) return false;
      for (let index = 0; index < left.length; index++) open.push([left[index], right[index]]);
    } else if (isRecord(left) && isRecord(right)) {
      const keys = Object.keys(left);
      if (keys.length !== Object.keys(right).length) return false;
      if (!keys.every((key) => Object.hasOwn(right, key))) return false;
      for (const key of keys) open.push([left[key], right[key]]);
    } else return false;
  }
  return true;
}

/** Deeper than any input's own fields. */
const DEEPEST = 8;

/**
 * Whether two canonical values differ whatever the unknown values in them turn out to be. An object is judged field by field; a list that
 * holds an unknown value is not judged, since its order is not known either.
 */
export function differForCertain(one: unknown, other: unknown, depth = DEEPEST): boolean {
  if (!hasUnknown(one) && !hasUnknown(other)) return !isSame(one, other);
  const left = one ?? {};
  const right = other ?? {};
  if (depth === 0 || !isRecord(left) || !isRecord(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].some((key) =>
    differForCertain(property(left, key), property(right, key), depth - 1),
  );
}

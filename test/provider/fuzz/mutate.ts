import * as fc from "fast-check";
import { buried, depth, oddKey, oddString, oddValue } from "./junk.js";

/** Values that were right, with a few things done to them: what is nearly right gets further than what is junk all through. */

type Change = (value: unknown) => unknown;
type Step = string | number;

/** One thing that is done at one place. Places are numbered in the order of a walk, and the numbers wrap around. */
interface Mutation {
  at: number;
  change: Change;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `String` would call what stands under `toString`. */
const asText = (value: unknown): string => JSON.stringify(value) ?? "";

function withKey(value: unknown, key: string, inner: unknown): unknown {
  if (Array.isArray(value)) return [...value, inner];
  // `fromEntries` makes own properties, `__proto__` included.
  return isObject(value) ? Object.fromEntries([...Object.entries(value), [key, inner]]) : { [key]: inner };
}

function withoutOne(value: unknown, which: number): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => index !== which % value.length);
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  const gone = keys[which % Math.max(1, keys.length)];
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== gone));
}

function renamedOne(value: unknown, which: number, name: (key: string) => string): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, inner], at) => [at === which % entries.length ? name(key) : key, inner]),
  );
}

function spliced(value: string, at: number, text: string): string {
  const place = at % (value.length + 1);
  return value.slice(0, place) + text + value.slice(place + (at % 3));
}

function repeated(value: unknown, times: number): unknown {
  if (typeof value === "string") return value.repeat(Math.min(times, Math.ceil(20_000 / Math.max(1, value.length))));
  if (Array.isArray(value)) return Array.from({ length: Math.min(times, 200) }, () => value).flat();
  return Array.from({ length: Math.min(times, 200) }, () => value);
}

const nat = fc.nat({ max: 400 });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: oddValue.map((junk) => () => junk) },
  {
    weight: 4,
    arbitrary: fc.tuple(nat, oddString).map(
      ([at, text]) =>
        (value: unknown) =>
          spliced(typeof value === "string" ? value : asText(value), at, text),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(oddKey, oddValue).map(
      ([key, junk]) =>
        (value: unknown) =>
          withKey(value, key, junk),
    ),
  },
  { weight: 2, arbitrary: nat.map((which) => (value: unknown) => withoutOne(value, which)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        nat,
        fc.constantFrom(
          (key: string) => key.toUpperCase(),
          (key: string) => `${key} `,
          (key: string) => key.slice(1),
        ),
      )
      .map(
        ([which, name]) =>
          (value: unknown) =>
            renamedOne(value, which, name),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Change>(
      (value) => [value],
      (value) => ({ value }),
      asText,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Change>(
      (value) => Number(asText(value)),
      (value) => !value,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(depth, fc.boolean()).map(
      ([levels, asList]) =>
        (value: unknown) =>
          buried(value, levels, asList),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(2, 30, 3_000).map((times) => (value: unknown) => repeated(value, times)) },
);

/** Paths of all places in a value; few enough of a large one. */
function places(value: unknown, path: readonly Step[] = [], found: (readonly Step[])[] = []): (readonly Step[])[] {
  found.push(path);
  if (found.length > 200 || path.length > 12) return found;
  if (Array.isArray(value))
    for (const [key, inner] of value.slice(0, 20).entries()) places(inner, [...path, key], found);
  else if (isObject(value))
    for (const key of Object.keys(value))
      places(Object.getOwnPropertyDescriptor(value, key)?.value, [...path, key], found);
  return found;
}

function changedAt(value: unknown, [step, ...rest]: readonly Step[], change: Change): unknown {
  if (step === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((inner: unknown, index) => (index === step ? changedAt(inner, rest, change) : inner));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === step ? changedAt(inner, rest, change) : inner]),
  );
}

function mutated(value: unknown, mutations: readonly Mutation[]): unknown {
  return mutations.reduce((now, { at, change }) => {
    const all = places(now);
    return changedAt(now, all[at % all.length] ?? [], change);
  }, value);
}

/** One of these, with a few things done to it. */
export function nearly(right: fc.Arbitrary<unknown>, most = 4): fc.Arbitrary<unknown> {
  const mutations = fc.array(fc.record({ at: nat, change }), { maxLength: most });
  return fc.tuple(right, mutations).map(([value, all]) => mutated(value, all));
}

/** The same of objects, whose own top stays one. */
export function nearlyRecord(
  right: fc.Arbitrary<Record<string, unknown>>,
  most = 4,
): fc.Arbitrary<Record<string, unknown>> {
  return nearly(right, most).map((value) => (isObject(value) ? value : { endpoint: value }));
}

const TEXT_JUNK = [
  "\ufeff",
  "[",
  "{",
  '"',
  "\\",
  ",",
  "\u0000",
  "<html>",
  "}}}",
  "1e9999",
  "\\ud800",
  "/*",
  "\n".repeat(50),
] as const;

/** A text, whole or cut off or with something in it that does not belong there. */
export function nearlyText(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: texts },
    { weight: 3, arbitrary: fc.tuple(texts, fc.nat({ max: 600 })).map(([text, end]) => text.slice(0, end)) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(texts, fc.nat({ max: 600 }), fc.constantFrom(...TEXT_JUNK))
        .map(([text, at, junk]) => spliced(text, at, junk)),
    },
    { weight: 1, arbitrary: fc.tuple(texts, texts).map((both) => both.join("")) },
    { weight: 1, arbitrary: oddString },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "[".repeat(20_000),
        '{"a":'.repeat(20_000),
        '"connectionId":"'.repeat(3_000),
        "9".repeat(20_000),
      ),
    },
  );
}

/** JSON of what is nearly right, itself nearly right. */
export function nearlyJson(right: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return nearlyText(nearly(right).map((value) => JSON.stringify(value) ?? "undefined"));
}

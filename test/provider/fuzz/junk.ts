import * as fc from "fast-check";
import { UNKNOWN_SENTINELS } from "../../../provider/session/unknown.js";

/** Strings and values that programs, states and servers should not hold, and that some day one does. */

const SENTINELS = [...UNKNOWN_SENTINELS];

const ODD_STRINGS = [
  "",
  " ",
  "\u0000",
  "\ufeff",
  "\ud800",
  "\udfff\ud800",
  "\u202e\u2066",
  "e\u0301\u0327",
  "İıſß",
  "\uff0b\uff11\uff14",
  "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "朝会",
  "\u2028\r\n\t",
  "%00%zz%F0%9F",
  "null",
  "undefined",
  "[object Object]",
  "__proto__",
  "constructor",
  "4dabf18193072939515e22adb298388d",
  "NaN",
  "1e999",
  "2100-02-30T25:61:61Z",
  "0000-00-00",
  "-271821-04-20T00:00:00.000Z",
  "../../../etc/passwd",
  "sip:",
  "sip:a:b:c@[::1",
  "http://[",
  "wss://user:word@example.com/?access_token=x#y",
  "+()--..//",
  "a@b@c",
  "{{constructor}}",
] as const;

/** Long enough for a rule with a cost that grows by the square to be noticed. */
const LONG_STRINGS = ["a", "0", "+", "a.", "a@", "((", " ", "\\", "\u0301", "\ud83d"].map((unit) => unit.repeat(6_000));

export const oddString: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ODD_STRINGS) },
  { weight: 4, arbitrary: fc.constantFrom(...SENTINELS) },
  { weight: 2, arbitrary: fc.constantFrom(...SENTINELS).map((sentinel) => `${sentinel} ${sentinel}`) },
  { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(...LONG_STRINGS) },
);

export const oddKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "toJSON", "then"),
  fc.constantFrom("endpoint", "phonenumber", "Uri", "DTMF", "emails", "connectionId", "type", "status", "__session"),
  fc.constantFrom("length", "0", "-1", "id", "endTime", "expiresIn", "message", "errors", "code", "path"),
  oddString,
);

/** Deeper than any input, and shallow enough for whoever handed it over: Pulumi's host and `JSON.stringify` both recurse. */
const DEPTHS = [3, 9, 40, 800] as const;

/** `inner`, many levels down. */
export function buried(inner: unknown, depth: number, asList: boolean): unknown {
  let value = inner;
  for (let level = 0; level < depth; level++) value = asList ? [value] : { a: value };
  return value;
}

export const depth: fc.Arbitrary<number> = fc.constantFrom(...DEPTHS);

export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: oddString },
  {
    weight: 5,
    arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, 5e-324),
  },
  { weight: 2, arbitrary: fc.constantFrom<unknown>([], {}, [null], [[]], { "": "" }, { length: 1e9 }) },
  { weight: 1, arbitrary: fc.tuple(oddKey, oddString).map(([key, value]) => Object.fromEntries([[key, value]])) },
  { weight: 1, arbitrary: fc.tuple(oddString, depth, fc.boolean()).map((parts) => buried(...parts)) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(Array.from({ length: 300 }, (_, index) => index)) },
);

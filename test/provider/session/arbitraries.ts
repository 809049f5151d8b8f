import * as fc from "fast-check";

/** What programs may write, and the same in other words. */

const digit = fc.constantFrom(..."0123456789");
const digits = (count: number) => fc.string({ unit: digit, minLength: count, maxLength: count });

/** E.164 digits: numbers of +1 as NANPA gives them out, and numbers of any other country. */
export const e164: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.constantFrom(..."23456789"), digits(2), fc.constantFrom(..."23456789"), digits(6))
    .map((parts) => `1${parts.join("")}`),
  fc
    .tuple(
      fc.constantFrom("20", "33", "39", "44", "49", "81", "353", "378", "420", "683"),
      fc.integer({ min: 5, max: 12 }),
    )
    .chain(([country, length]) =>
      fc.tuple(fc.constantFrom(..."123456789"), digits(length - 1)).map(([first, rest]) => country + first + rest),
    ),
);

const SEPARATORS = [
  "",
  "",
  " ",
  "-",
  ".",
  "/",
  " - ",
  "\u00a0",
  "\u2009",
  "\u202f",
  "\u2010",
  "\u2013",
  "\u2212",
  "\ufeff",
];

/** One number in the ways that people write it, its country code told by a prefix. */
export function writtenNumber(number: string): fc.Arbitrary<string> {
  const separated = fc
    .array(fc.constantFrom(...SEPARATORS), { minLength: number.length, maxLength: number.length })
    .map((separators) =>
      [...number].map((one, index) => one + (index < number.length - 1 ? separators[index] : "")).join(""),
    );
  const countryLength = number.startsWith("1") ? 1 : /^(?:353|378|420|683)/.test(number) ? 3 : 2;
  const country = number.slice(0, countryLength);
  const rest = number.slice(countryLength);
  return fc.oneof(
    fc.constant(number),
    fc
      .tuple(fc.constantFrom("+", "+ ", "00", "tel:+", "TEL:+", "\u202a+", "\uff0b"), separated)
      .map((parts) => parts.join("")),
    fc.constantFrom(
      `+${country} (${rest.slice(0, 3)}) ${rest.slice(3)}`,
      `(+${country}) ${rest}`,
      `00${country} [${rest.slice(0, 2)}] ${rest.slice(2)}`,
    ),
    // Italy and San Marino keep their 0, and so have no such form.
    ...(["1", "39", "378"].includes(country) || country === "683" || country === "420"
      ? []
      : [fc.constantFrom(`+${country} (0)${rest}`, `+${country}(0) ${rest}`, `00${country} [0] ${rest}`)]),
  );
}

export const keys = fc.string({ unit: fc.constantFrom(..."0123456789*#ABCD,"), minLength: 1, maxLength: 20 });

const label = fc.stringMatching(/^[a-z][a-z0-9]{1,8}$/);
export const domain = fc
  .tuple(label, fc.constantFrom("com", "org", "co.uk", "example"))
  .map((parts) => parts.join("."));
export const email = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9]{1,8}([.+_-][A-Za-z0-9]{1,8})?$/), domain)
  .map((parts) => parts.join("@"));
export const sipUri = fc
  .tuple(
    fc.constantFrom("sip:", "sips:"),
    fc.constantFrom("", "bot@", "bot:pass$word@", "+14082924837@", "a%20b@", "room;id=5@"),
    fc.oneof(domain, fc.constantFrom("127.0.0.1", "[2001:db8::1]", "localhost")),
    fc.constantFrom("", ":5060", ":65535"),
    fc.constantFrom("", ";transport=tls", ";lr;maddr=10.0.0.1"),
    fc.constantFrom("", "?Subject=Stand-up", "?a=&b=c"),
  )
  .map((parts) => parts.join(""));

export const zone = fc.constantFrom(
  "Asia/Tokyo",
  "US/Pacific",
  "America/Los_Angeles",
  "Europe/Kyiv",
  "Asia/Kolkata",
  "Etc/GMT+5",
  "UTC",
  "Japan",
);
const language = fc.constantFrom("en-US", "en-us", "EN", "zh-Hant-TW", "de-AT", "es-419", "sr-Latn-RS", "fr");
const optional = { requiredKeys: [] };

const pstn = e164.chain((number) =>
  fc.record(
    {
      type: fc.constant("pstn"),
      phoneNumber: writtenNumber(number),
      dtmf: keys,
      idleTimeout: fc.constantFrom(-1, 1, 60),
    },
    { requiredKeys: ["type", "phoneNumber"] },
  ),
);
const sip = fc.record(
  {
    type: fc.constant("sip"),
    uri: sipUri,
    dtmf: keys,
    idleTimeout: fc.constantFrom(-1, 30),
    providerName: fc.constantFrom("Symbl", "AnyMeeting"),
    audioConfig: fc.record(
      {
        encoding: fc.constantFrom("OPUS", "PCMU", "SPEEX", "LINEAR16", "MULAW"),
        sampleRate: fc.constantFrom(8000, 48000),
        sampleSize: fc.constantFrom(8, 16),
      },
      { requiredKeys: ["encoding"] },
    ),
    transportConfig: fc.constantFrom("transport=UDP", "transport=UDP;providerName=AnyMeeting;audioTransport=RTP"),
  },
  { requiredKeys: ["type", "uri"] },
);

const action = fc.record({
  invokeOn: fc.constantFrom("start", "stop"),
  name: fc.constant("sendSummaryEmail"),
  parameters: fc.record({ emails: fc.array(email, { minLength: 1, maxLength: 4 }) }),
});

/** Arguments without a mistake. */
export const validArgs: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    endpoint: fc.oneof(pstn, sip),
    actions: fc.array(action, { maxLength: 3 }),
    data: fc.record({ session: fc.record({ name: fc.constantFrom("", "My Meeting", "朝会") }, optional) }, optional),
    timezone: zone,
    languages: fc.array(language, { maxLength: 3 }),
    intents: fc.array(
      fc.record(
        { intent: fc.constantFrom("do_not_call", "interested"), silenceTimeout: fc.constantFrom(1, 2.5) },
        { requiredKeys: ["intent"] },
      ),
      { maxLength: 2 },
    ),
    endpointWebhookUrl: fc.constantFrom("", "https://example.com/hook?x=1"),
    callbackUrl: fc.constantFrom("http://127.0.0.1:8080/", "https://user:word@example.com"),
    insightTypes: fc.array(fc.constantFrom("action_item", "question", "follow_up", "sentiment"), { maxLength: 4 }),
    triggers: fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 3 }),
    timeouts: fc.record(
      { start: fc.constantFrom(1, 30_000, "30s", "1m30s"), stop: fc.constantFrom("500ms", "24h", 0.5) },
      optional,
    ),
    onEnded: fc.constantFrom("keep", "redial"),
    account: fc.constantFrom("", "blue", "B-2_x"),
  },
  { requiredKeys: ["endpoint"] },
);

/** Anything that JSON can hold, keys that mean something to JavaScript and to us included. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, 0, -1, 1e308, "", "pstn", "sip", "ended", "redial"),
    fc.string(),
    fc.string({ minLength: 300, maxLength: 2000 }),
    fc.double({ noNaN: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("record"),
  ),
  record: fc.dictionary(
    fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "endpoint",
        "type",
        "phoneNumber",
        "dtmf",
        "uri",
        "actions",
        "parameters",
        "emails",
        "data",
        "session",
        "timezone",
        "languages",
        "intents",
        "insightTypes",
        "triggers",
        "timeouts",
        "start",
        "onEnded",
        "account",
        "connectionId",
        "status",
        "audioConfig",
      ),
    ),
    tie("value"),
    { maxKeys: 8 },
  ),
})).value;

export const anyRecord: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(
  fc.constantFrom(
    "endpoint",
    "actions",
    "data",
    "timezone",
    "languages",
    "intents",
    "endpointWebhookUrl",
    "callbackUrl",
    "insightTypes",
    "triggers",
    "timeouts",
    "onEnded",
    "account",
    "connectionId",
    "status",
    "__provider",
    "__session",
    "__proto__",
    "constructor",
    "junk",
  ),
  anyJson,
);

/** A value nested so deep that a recursive walk would overflow the stack. */
export function abyss(kind: "list" | "object", depth = 30_000): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = kind === "list" ? [value] : { a: value };
  return value;
}

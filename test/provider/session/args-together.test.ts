import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkArgs, INPUT_KEYS, parseArgs } from "../../../provider/session/args.js";
import { abyss, anyJson, anyRecord, validArgs } from "./arbitraries.js";

const endpoint = { type: "pstn", phoneNumber: "+1 (408) 292-4837" };
const sip = { type: "sip", uri: "sip:bot@example.com" };
const action = { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } };

function paths(args: Record<string, unknown>): string[] {
  return checkArgs(args)
    .map(({ path }) => path)
    .sort();
}

/** One mistake each, each at a path of its own. */
const MISTAKES: readonly { path: string; into: (args: Record<string, unknown>) => void }[] = [
  { path: "timezone", into: (args) => void Object.assign(args, { timezone: "Asia/Tokio" }) },
  { path: "languages[1]", into: (args) => void Object.assign(args, { languages: ["en", "english"] }) },
  {
    path: "endpoint.dtmf",
    into: (args) => void Object.assign(args, { endpoint: { ...Object(args.endpoint), dtmf: "1 2" } }),
  },
  {
    path: "endpoint.idleTimeout",
    into: (args) => void Object.assign(args, { endpoint: { ...Object(args.endpoint), idleTimeout: 0 } }),
  },
  {
    path: "endpoint.colour",
    into: (args) => void Object.assign(args, { endpoint: { ...Object(args.endpoint), colour: 1 } }),
  },
  {
    path: "actions[0].parameters.emails[1]",
    into: (args) =>
      void Object.assign(args, { actions: [{ ...action, parameters: { emails: ["ada@example.com", "b"] } }] }),
  },
  { path: "data.session.title", into: (args) => void Object.assign(args, { data: { session: { title: "x" } } }) },
  { path: "intents[0].intent", into: (args) => void Object.assign(args, { intents: [{}] }) },
  {
    path: "insightTypes[2]",
    into: (args) => void Object.assign(args, { insightTypes: ["question", "x", "followup"] }),
  },
  { path: "endpointWebhookUrl", into: (args) => void Object.assign(args, { endpointWebhookUrl: "x" }) },
  { path: "callbackUrl", into: (args) => void Object.assign(args, { callbackUrl: 1 }) },
  { path: "timeouts.stop", into: (args) => void Object.assign(args, { timeouts: { stop: "soon" } }) },
  { path: "onEnded", into: (args) => void Object.assign(args, { onEnded: "forget" }) },
  { path: "account", into: (args) => void Object.assign(args, { account: "9" }) },
  { path: "colour", into: (args) => void Object.assign(args, { colour: "red" }) },
];

describe("mistakes", () => {
  it("are reported all at once, each at its own path and no other", () => {
    fc.assert(
      fc.property(validArgs, fc.subarray([...MISTAKES]), (args, mistakes) => {
        const wrong = { ...args };
        for (const { into } of mistakes) into(wrong);
        expect(paths(wrong)).toEqual(mistakes.map(({ path }) => path).sort());
      }),
    );
  });
});

describe("check survives", () => {
  it("anything that JSON can hold", () => {
    fc.assert(
      fc.property(anyRecord, anyJson, (args, junk) => {
        for (const one of [args, { ...args, endpoint: { ...endpoint, ...Object(junk) } }])
          for (const { path, reason } of checkArgs(one))
            expect([typeof path, reason === ""]).toEqual(["string", false]);
      }),
      { numRuns: 500 },
    );
  });

  it("nesting of any depth, in any place", () => {
    for (const deep of [abyss("list"), abyss("object")]) {
      for (const key of [...INPUT_KEYS, "other"]) {
        expect(() => checkArgs({ endpoint, [key]: deep })).not.toThrow();
        expect(() => parseArgs({ endpoint, [key]: [deep] })).not.toThrow();
      }
      expect(paths({ endpoint, triggers: [deep] })).toEqual([]);
      expect(paths({ endpoint: { ...endpoint, dtmf: deep, colour: deep } })).toEqual([
        "endpoint.colour",
        "endpoint.dtmf",
      ]);
    }
  });

  it.each([
    "a",
    " ",
    "@",
    ".",
    "0",
    "1",
    ";",
    "=",
    "%",
    "-",
    "_",
    "+",
    "(",
    "a;",
    "a.",
    "a@",
    "sip:",
    "\u0000",
    "é",
    "1h",
  ])("a million of %j in every field, and repeats none of them at length", (unit) => {
    const long = unit.repeat(1_000_000);
    // A backtracking pattern would not come to an end.
    const problems = checkArgs({
      ...Object.fromEntries(INPUT_KEYS.map((key) => [key, long])),
      [long]: long,
      endpoint: { type: "pstn", phoneNumber: long, dtmf: long, [long]: long },
      languages: [long],
      insightTypes: [long],
      actions: [{ invokeOn: long, name: long, parameters: { emails: [long, `a@${long}`, `${long}@b.c`] } }],
      timeouts: { start: long, stop: long },
    });
    for (const uri of [`sip:${long}`, `sip:a@${long}`, `sip:a@b;${long}`])
      problems.push(...checkArgs({ endpoint: { ...sip, uri, transportConfig: long, providerName: long } }));
    expect(problems.length).toBeGreaterThan(20);
    for (const { path, reason } of problems) expect(path.length + reason.length).toBeLessThan(1000);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalise } from "../../../provider/session/canonical.js";
import { UNKNOWN_SENTINELS } from "../../../provider/session/unknown.js";
import { abyss, anyRecord, validArgs } from "./arbitraries.js";
import { cosmetic } from "./variations.js";

describe("the canonical form", () => {
  it("is the meaning, in one form", () => {
    expect(
      canonicalise({
        timezone: "US/Pacific",
        languages: ["EN-us", "de"],
        endpoint: { phoneNumber: "+1 (408) 292-4837", type: "pstn", dtmf: ",,1a#", idleTimeout: null },
        actions: [
          {
            invokeOn: "stop",
            name: "sendSummaryEmail",
            parameters: { emails: ["bob@Example.com", "ada@example.com", "ada@EXAMPLE.COM"] },
          },
          { invokeOn: "start", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } },
        ],
        insightTypes: ["question", "action_item", "question"],
        data: { session: { name: "" } },
        triggers: [{ b: 1, a: [] }, ""],
        timeouts: { start: 1 },
        onEnded: "redial",
        connectionId: "c",
      }),
    ).toEqual({
      endpoint: { dtmf: ",,1A#", phoneNumber: "14082924837", type: "pstn" },
      actions: [
        { invokeOn: "start", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } },
        { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com", "bob@example.com"] } },
      ],
      timezone: "America/Los_Angeles",
      languages: ["en-US", "de"],
      insightTypes: ["action_item", "question"],
      triggers: [{ a: [], b: 1 }, ""],
    });
  });

  it("is one text for one meaning", () => {
    fc.assert(
      fc.property(
        validArgs.chain((args) => fc.tuple(fc.constant(args), cosmetic(args))),
        ([args, same]) => {
          expect(JSON.stringify(canonicalise(same))).toBe(JSON.stringify(canonicalise(args)));
        },
      ),
    );
  });

  it("is its own canonical form", () => {
    fc.assert(
      fc.property(validArgs, (args) => {
        expect(canonicalise(canonicalise(args))).toEqual(canonicalise(args));
      }),
    );
  });

  it("leaves what is not known yet as it is", () => {
    for (const unknown of UNKNOWN_SENTINELS) {
      const inputs = {
        endpoint: { dtmf: unknown, phoneNumber: unknown, type: "pstn", uri: unknown },
        actions: unknown,
        timezone: unknown,
        languages: [unknown],
        insightTypes: [unknown],
      };
      expect(canonicalise(inputs)).toEqual(inputs);
      expect(canonicalise({ endpoint: unknown })).toEqual({ endpoint: unknown });
    }
  });

  it("keeps what it does not know, and what JavaScript knows by the same name", () => {
    const inputs = {
      endpoint: { constructor: "1 (408) 292-4837", toString: 1, type: "pstn", uri: 5 },
      actions: [{ constructor: [2, 1], parameters: { emails: "Ada@X.org", cc: ["B@X.org", "A@X.org"] } }],
      insightTypes: "question",
      intents: [{ intent: "interested" }, { intent: "do_not_call" }],
      endpointWebhookUrl: "HTTPS://Example.com",
      callbackUrl: "HTTPS://Example.com",
    };
    expect(canonicalise(inputs)).toEqual(inputs);
    expect(canonicalise({ languages: ["EN-us", 5] })).toEqual({ languages: ["en-US", 5] });
  });

  it("has no field that means the same as being left out", () => {
    expect(canonicalise({ timezone: "UTC", languages: [], data: { session: {} }, callbackUrl: "" })).toStrictEqual({});
  });

  it("has the SIP URI in its usual case, and the values of triggers as they are", () => {
    expect(
      canonicalise({ endpoint: { uri: "SIP:Bot@EXAMPLE.com" }, triggers: ["", null, [], { b: "", a: {} }] }),
    ).toStrictEqual({ endpoint: { uri: "sip:Bot@example.com" }, triggers: ["", null, [], { a: {}, b: "" }] });
  });

  it("has actions, their addresses and kinds of insight in one order, and each address and kind once", () => {
    const emails = ["c@x.org", "a@x.org", "b@x.org", "a@X.org", "c@x.org"];
    const forms = [emails, emails.toReversed(), emails.toSorted()].map((some) =>
      JSON.stringify(canonicalise({ actions: [{ parameters: { emails: some } }], insightTypes: some })),
    );
    expect(forms[0]).toBe(
      '{"actions":[{"parameters":{"emails":["a@x.org","b@x.org","c@x.org"]}}],"insightTypes":["a@X.org","a@x.org","b@x.org","c@x.org"]}',
    );
    expect(new Set(forms).size).toBe(1);
    const [one, two, three] = [{ name: "a" }, { name: "b" }, { name: "c" }];
    for (const actions of [
      [one, two, three],
      [three, two, one],
      [two, three, one],
    ])
      expect(canonicalise({ actions })).toEqual({ actions: [one, two, three] });
    // An action that is there twice is taken twice.
    expect(canonicalise({ actions: [one, one] })).toEqual({ actions: [one, one] });
  });

  it("has its keys in one order as deep as inputs are nested, and no deeper", () => {
    const deep = (depth: number): unknown => (depth === 0 ? { b: 1, a: 2 } : [deep(depth - 1)]);
    const text = (depth: number): string => JSON.stringify(canonicalise({ triggers: [deep(depth)] }));
    expect(text(30)).toContain('{"a":2,"b":1}');
    expect(text(31)).toContain('{"b":1,"a":2}');
  });

  it("is found for anything that an old state may hold", () => {
    fc.assert(
      fc.property(anyRecord, (state) => {
        expect(() => canonicalise(state)).not.toThrow();
      }),
      { numRuns: 500 },
    );
    for (const deep of [abyss("list"), abyss("object")])
      for (const key of ["endpoint", "actions", "data", "languages", "insightTypes", "triggers"])
        expect(Object.keys(canonicalise({ [key]: [deep, deep] }))).toEqual([key]);
    expect(canonicalise({ endpoint: 5, actions: { a: 1 }, languages: "en", timezone: "Mars/Olympus" })).toEqual({
      endpoint: 5,
      actions: { a: 1 },
      languages: "en",
      timezone: "Mars/Olympus",
    });
  });
});

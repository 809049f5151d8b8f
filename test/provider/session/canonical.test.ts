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

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkArgs, parseArgs } from "../../../provider/session/args.js";
import { UNKNOWN_SENTINELS } from "../../../provider/session/unknown.js";
import { validArgs } from "./arbitraries.js";

const endpoint = { type: "pstn", phoneNumber: "+1 (408) 292-4837" };
const action = { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function paths(args: Record<string, unknown>): string[] {
  return checkArgs(args)
    .map(({ path }) => path)
    .sort();
}

describe("what is not known yet", () => {
  it("skips its own rules and no others", () => {
    for (const unknown of UNKNOWN_SENTINELS) {
      expect(paths({ endpoint: unknown, timezone: "x" })).toEqual(["timezone"]);
      expect(paths({ endpoint: { type: "pstn", phoneNumber: unknown, dtmf: "1 2" } })).toEqual(["endpoint.dtmf"]);
      expect(paths({ endpoint: { type: unknown, phoneNumber: "1", dtmf: "1 2" } })).toEqual([
        "endpoint.dtmf",
        "endpoint.phoneNumber",
      ]);
      expect(paths({ endpoint: { type: unknown, uri: unknown, audioConfig: unknown, colour: unknown } })).toEqual([
        "endpoint.colour",
      ]);
      expect(paths({ endpoint: { type: unknown } })).toEqual(["endpoint"]);
      expect(paths({ endpoint, actions: unknown, data: unknown, timeouts: unknown, onEnded: unknown })).toEqual([]);
      expect(
        paths({
          endpoint,
          actions: [unknown, { ...action, parameters: unknown }, { ...action, invokeOn: unknown, name: "x" }],
        }),
      ).toEqual(["actions[2].name"]);
      expect(
        paths({
          endpoint,
          actions: [{ ...action, parameters: { emails: [unknown, "x"] } }],
          languages: [unknown, "english"],
        }),
      ).toEqual(["actions[0].parameters.emails[1]", "languages[1]"]);
      expect(
        paths({ endpoint, triggers: [unknown, { a: [unknown] }], timeouts: { start: unknown, stop: "x" } }),
      ).toEqual(["timeouts.stop"]);
    }
  });

  it("never adds a mistake, wherever it comes to stand", () => {
    fc.assert(
      fc.property(
        validArgs,
        fc.constantFrom(...UNKNOWN_SENTINELS),
        fc.infiniteStream(fc.nat(3)),
        (args, unknown, dice) => {
          const blurred = (value: unknown): unknown => {
            if (dice.next().value === 0) return unknown;
            if (Array.isArray(value)) return value.map(blurred);
            if (typeof value !== "object" || value === null) return value;
            return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, blurred(field)]));
          };
          expect(paths(Object.fromEntries(Object.entries(args).map(([key, value]) => [key, blurred(value)])))).toEqual(
            [],
          );
        },
      ),
    );
  });

  it("is a mistake when a call is to be placed", () => {
    expect(
      parseArgs({ endpoint, timezone: UNKNOWN, triggers: [{ a: UNKNOWN }], languages: ["x"], __session: UNKNOWN }),
    ).toEqual({
      ok: false,
      problems: [
        { path: "languages[0]", reason: expect.stringContaining("BCP-47") },
        { path: "timezone", reason: expect.stringContaining("not known yet") },
        { path: "triggers[0].a", reason: expect.stringContaining("not known yet") },
      ],
    });
  });

  it.each([
    [{ data: { session: { name: UNKNOWN } } }, "data.session.name"],
    [{ triggers: [UNKNOWN] }, "triggers[0]"],
  ])("is a mistake even where it would pass for a value: %j", (more, path) => {
    expect(checkArgs({ endpoint, ...more })).toEqual([]);
    expect(parseArgs({ endpoint, ...more })).toEqual({
      ok: false,
      problems: [{ path, reason: "is not known yet, and a call needs it" }],
    });
  });
});

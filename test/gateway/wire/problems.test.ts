import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectRequestSchema } from "../../../gateway/wire/connect.js";
import { formatPath, validate } from "../../../gateway/wire/problems.js";

describe("naming the wrong fields", () => {
  it.each([
    [[], ""],
    [["endpoint", "phoneNumber"], "endpoint.phoneNumber"],
    [["actions", 0, "parameters", "emails", 1], "actions[0].parameters.emails[1]"],
    [["data", "a.b"], 'data["a.b"]'],
    [[3], "[3]"],
  ])("writes the path %j as %s", (path, text) => {
    expect(formatPath(path)).toBe(text);
  });

  it("names every unknown field, wherever it stands, and nothing else", () => {
    const known = [
      "operation",
      "endpoint",
      "actions",
      "data",
      "timezone",
      "languages",
      "intents",
      "endpointWebhookUrl",
      "callbackUrl",
      "insightTypes",
      "type",
      "phoneNumber",
      "dtmf",
      "idleTimeout",
    ];
    const name = fc.stringMatching(/^[a-z]{1,12}$/).filter((each) => !known.includes(each));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 4 }), fc.uniqueArray(name, { maxLength: 4 }), (top, inner) => {
        const extra = (names: readonly string[]) => Object.fromEntries(names.map((each) => [each, 1]));
        const result = validate(connectRequestSchema, {
          operation: "start",
          endpoint: { type: "pstn", phoneNumber: "14082924837", ...extra(inner) },
          ...extra(top),
        });
        const paths = "problems" in result ? result.problems.map(({ path }) => path).sort() : [];
        expect(paths).toEqual([...top, ...inner.map((each) => `endpoint.${each}`)].sort());
      }),
    );
  });

  it("gives one and the same text for one and the same start, however its fields are ordered", () => {
    const fields: readonly [string, unknown][] = [
      ["operation", "start"],
      ["timezone", "Asia/Tokyo"],
      ["languages", ["en-US", { code: "de" }]],
      ["data", { session: { name: "n" } }],
      ["callbackUrl", "https://example.com/x"],
    ];
    const endpoint: readonly [string, unknown][] = [
      ["type", "sip"],
      ["uri", "sip:a@b"],
      ["dtmf", "1#"],
      ["idleTimeout", 5],
    ];
    const all = fc.tuple(
      fc.shuffledSubarray([...fields], { minLength: fields.length }),
      fc.shuffledSubarray([...endpoint], { minLength: endpoint.length }),
    );
    const texts = new Set<string>();
    fc.assert(
      fc.property(all, ([outer, inner]) => {
        const result = validate(connectRequestSchema, {
          endpoint: Object.fromEntries(inner),
          ...Object.fromEntries(outer),
        });
        texts.add(JSON.stringify(result));
      }),
    );
    expect([...texts]).toEqual([expect.stringContaining('"value"')]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
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

  it.each([
    [{ name: "a\0b" }, "name"],
    [{ list: ["x", { deep: "\0" }] }, "list[1].deep"],
    [{ "a\0": 1 }, '["a\\u0000"]'],
  ])("refuse the NUL in %j, which no PostgreSQL keeps", (data, path) => {
    expect(validate(z.record(z.string(), z.unknown()), data)).toEqual({
      problems: [{ path, message: expect.stringContaining("NUL") }],
    });
  });

  it("refuse what is nested without end, and do not overflow", () => {
    const nested = JSON.parse(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
    expect(validate(z.unknown(), nested)).toEqual({
      problems: [{ path: "a", message: expect.stringContaining("deep") }],
    });
  });

  it.each([
    [{ name: "a\ud800" }, "name"],
    [{ list: ["\udc00b"] }, "list[0]"],
  ])("refuse half a character in %j, which no PostgreSQL keeps, and take whole ones", (data, path) => {
    const schema = z.record(z.string(), z.unknown());
    expect(validate(schema, data)).toEqual({ problems: [{ path, message: expect.stringContaining("surrogate") }] });
    expect(validate(schema, { name: "\u{1F600}" })).toHaveProperty("value");
  });

  it("name the first of very many, and say how many are left", () => {
    const data = Object.fromEntries(Array.from({ length: 5_000 }, (_, number) => [`${"x".repeat(300)}${number}`, 1]));
    const result = validate(z.strictObject({}), data);
    const problems = "problems" in result ? result.problems : [];
    expect(problems).toHaveLength(51);
    expect(problems.every(({ path }) => path.length <= 200)).toBe(true);
    expect(problems.at(-1)).toEqual({ path: "", message: "So are 4950 more." });
  });
});

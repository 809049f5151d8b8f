import { describe, expect, it } from "vitest";
import { malformed, withoutField } from "../../../gateway/faults/spoil.js";

describe("spoilt answers", () => {
  it("lack the field at a path, in objects and arrays", () => {
    const answer = '{"a":1,"b":{"c":[{"d":2,"e":3}]}}';
    expect(withoutField(answer, "a")).toBe('{"b":{"c":[{"d":2,"e":3}]}}');
    expect(withoutField(answer, "b.c.0.d")).toBe('{"a":1,"b":{"c":[{"e":3}]}}');
  });

  it.each([
    ["not JSON", "a"],
    ["", "a"],
    ["null", "a"],
    ['{"a":1}', "b"],
    ['{"a":1}', "a.b.c"],
    ['{"a":1}', "__proto__.x"],
    ['{"a":1}', "constructor.name"],
  ])("are as they were: %j without %s", (payload, path) => {
    expect(withoutField(payload, path)).toBe(payload);
  });

  it("are no JSON when they are cut", () => {
    expect(() => JSON.parse(malformed('{"accessToken":"abc"}'))).toThrow();
    expect(malformed("")).toBe("");
  });
});

import { describe, expect, it } from "vitest";
import { isEmpty, isRecord, property, withoutEmptyFields } from "../../../provider/session/plain.js";

describe("plain values", () => {
  it("are told apart", () => {
    expect([{}, Object.create(null)].every(isRecord)).toBe(true);
    expect([[], null, undefined, "", 1].some(isRecord)).toBe(false);
    expect([undefined, null, "", [], {}].every(isEmpty)).toBe(true);
    expect([0, false, " ", [""], { a: "" }].some(isEmpty)).toBe(false);
  });

  it("have no property that stands on their prototype", () => {
    expect(property({}, "constructor")).toBeUndefined();
    expect(property({ constructor: 1 }, "constructor")).toBe(1);
  });
});

describe("fields that mean the same as being left out", () => {
  it("go, and so do the objects that they leave empty", () => {
    expect(withoutEmptyFields({ a: { b: { c: "" } }, d: 0, e: false, f: [{ g: null, h: 1 }] })).toEqual({
      d: 0,
      e: false,
      f: [{ h: 1 }],
    });
  });

  it("stay in lists, where they have an index, and wherever they are not to be touched", () => {
    expect(withoutEmptyFields({ a: ["", null, {}], b: { c: "" } }, new Set(["b"]))).toEqual({
      a: ["", null, {}],
      b: { c: "" },
    });
  });

  it("go as deep as inputs are nested, and no deeper", () => {
    const deep = (depth: number): Record<string, unknown> => (depth === 0 ? { x: "" } : { a: deep(depth - 1) });
    const listed = (depth: number): unknown => (depth === 0 ? { x: "" } : [listed(depth - 1)]);
    expect(withoutEmptyFields(deep(8))).toEqual({});
    expect(withoutEmptyFields(deep(9))).toEqual(deep(9));
    expect(withoutEmptyFields({ a: listed(7) })).not.toEqual({ a: listed(7) });
    expect(withoutEmptyFields({ a: listed(8) })).toEqual({ a: listed(8) });
  });

  it("go by any name", () => {
    const named: Record<string, unknown> = JSON.parse('{"__proto__":{"a":1,"b":""},"c":{"__proto__":""}}');
    const rest = withoutEmptyFields(named);
    expect(Object.getOwnPropertyNames(rest)).toEqual(["__proto__"]);
    expect(JSON.stringify(rest)).toBe('{"__proto__":{"a":1}}');
    expect(Object.getPrototypeOf(rest)).toBe(Object.prototype);
  });
});

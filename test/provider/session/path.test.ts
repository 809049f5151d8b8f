import { describe, expect, it } from "vitest";
import { pathText, placeOf, valuesAlong } from "../../../provider/session/path.js";

describe("a path", () => {
  it.each<[(string | number)[], string, string]>([
    [["endpoint", "phoneNumber"], "endpoint.phoneNumber", "endpoint.phoneNumber"],
    [["actions", 0, "parameters", "emails", 12], "actions[0].parameters.emails[12]", "actions[].parameters.emails[]"],
    [["odd key"], '["odd key"]', '["odd key"]'],
    [["a", "b.c"], 'a["b.c"]', 'a["b.c"]'],
    [["a", "9b"], 'a["9b"]', 'a["9b"]'],
    [["a", "b!"], 'a["b!"]', 'a["b!"]'],
    [["", "é"], '[""]["é"]', '[""]["é"]'],
    [["_$", "$9_Z"], "_$.$9_Z", "_$.$9_Z"],
    [["x".repeat(64)], "x".repeat(64), "x".repeat(64)],
    [["x".repeat(65)], `["${"x".repeat(64)}…"]`, `["${"x".repeat(64)}…"]`],
    [[], "", ""],
  ])("%j is written %s", (path, text, place) => {
    expect(pathText(path)).toBe(text);
    expect(placeOf(path)).toBe(place);
  });

  it("passes the values on its way, as far as it goes", () => {
    const root = { a: [{ b: 1 }] };
    expect([...valuesAlong(root, ["a", 0, "b"])]).toEqual([root, root.a, root.a[0], 1]);
    expect([...valuesAlong(root, ["a", "b", "c"])]).toEqual([root, root.a]);
    expect([...valuesAlong({ a: "text" }, ["a", "length"])]).toEqual([{ a: "text" }, "text"]);
    expect([...valuesAlong({ a: "text" }, ["a", 0])]).toEqual([{ a: "text" }, "text"]);
    expect([...valuesAlong([1], ["length"])]).toEqual([[1]]);
    expect([...valuesAlong({ 0: 1 }, [0, 0])]).toEqual([{ 0: 1 }, 1]);
    expect([...valuesAlong({}, ["constructor", "name"])]).toEqual([{}, undefined]);
  });
});

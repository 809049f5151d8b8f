import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tellStories } from "./runs.js";

describe("whatever happens, in whatever order, at a server that knows idempotency keys", () => {
  it("no call is placed twice, and none is left behind", { timeout: 0 }, async () => {
    expect(await tellStories({ share: 0.5, keys: fc.constant(true) })).toBeGreaterThan(0);
  });
});

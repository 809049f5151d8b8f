import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storiesOf, tellStories } from "./runs.js";

const count = storiesOf(0.5);

describe("whatever happens, in whatever order, at a server that knows no idempotency keys", () => {
  it(`no call is placed twice, and none is left behind (${count} stories)`, { timeout: 0 }, async () => {
    expect(await tellStories({ count, keys: fc.constant(false), seed: 2 })).toBe(count);
  });
});

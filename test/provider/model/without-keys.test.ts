import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { newFolder, tellStories } from "./runs.js";

const folder = newFolder();
afterAll(() => folder.remove());

describe("whatever happens, in whatever order, at a server that knows no idempotency keys", () => {
  it("no call is placed twice, and none is left behind", { timeout: 0 }, async () => {
    expect(await tellStories({ share: 0.5, keys: fc.constant(false), folder: folder.path })).toBeGreaterThan(0);
  });
});

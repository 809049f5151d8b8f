import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storiesOf, tellStories } from "./runs.js";
import { Sockets } from "./sockets.js";

const count = storiesOf(0.02);
const sockets = new Sockets();
beforeAll(() => sockets.open());
afterAll(() => sockets.close());

describe("whatever happens, in whatever order, over real sockets", () => {
  it(`no call is placed twice, and none is left behind (${count} stories)`, { timeout: 0 }, async () => {
    const wire = (world: Parameters<NonNullable<Parameters<typeof tellStories>[0]["wire"]>>[0]) =>
      sockets.wire(() => world().server);
    expect(await tellStories({ count, keys: fc.boolean(), seed: 3, wire })).toBe(count);
  });
});

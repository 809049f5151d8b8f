import { describe, expect, it } from "vitest";
import { KeepAlive } from "../../../provider/events/keep-alive.js";

describe("keep-alive", () => {
  it("asks at every tick while something comes between them", () => {
    const keepAlive = new KeepAlive(100, 0);
    for (const now of [100, 200, 300]) {
      expect(keepAlive.tick(now)).toBe("ask");
      keepAlive.heard();
    }
  });

  it("takes the other end for gone when nothing came between two ticks", () => {
    const keepAlive = new KeepAlive(100, 0);
    expect(keepAlive.tick(100)).toBe("ask");
    expect(keepAlive.tick(200)).toBe("gone");
  });

  it("asks once more when this process was held up, since nothing was read meanwhile", () => {
    const keepAlive = new KeepAlive(100, 0);
    expect(keepAlive.tick(100)).toBe("ask");
    expect(keepAlive.tick(900)).toBe("ask");
    expect(keepAlive.tick(1_000)).toBe("gone");
  });
});

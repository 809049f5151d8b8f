import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AppRegistry } from "../../../gateway/apps/app-registry.js";

describe("the apps of a gateway", () => {
  const registry = new AppRegistry([
    { appId: "a", appSecret: "secret-of-a" },
    { appId: "b", appSecret: "secret-of-b" },
  ]);

  it.each([
    ["a", "secret-of-a", true],
    ["b", "secret-of-b", true],
    ["a", "secret-of-b", false],
    ["a", "", false],
    ["a", "secret-of-a ", false],
    ["c", "", false],
    ["", "", false],
  ])("appId %j with secret %j: %s", async (appId, appSecret, expected) => {
    expect(await registry.verify({ appId, appSecret })).toBe(expected);
  });

  it("do not hold a secret as it is", () => {
    expect(inspect(registry, { depth: null, showHidden: true })).not.toContain("secret-of-a");
    expect(JSON.stringify(registry)).not.toContain("secret-of-a");
  });
});

import { describe, expect, it } from "vitest";
import { parseApps, readAppsFile } from "../../../gateway/apps/apps-file.js";

const SECRET = "a-secret-of-some-length";

describe("the apps file", () => {
  it("lists apps", () => {
    expect(parseApps(JSON.stringify([{ appId: "a", appSecret: SECRET }]), "it")).toEqual([
      { appId: "a", appSecret: SECRET },
    ]);
  });

  it.each([
    ["nothing", "", /not JSON/],
    ["something else than JSON", `[${SECRET}`, /not JSON/],
    ["no app", "[]", /At least one app/],
    ["no list", JSON.stringify({ appId: "a", appSecret: SECRET }), /the whole/],
    ["an app without a secret", '[{"appId":"a"}]', /\[0\]\.appSecret: Required/],
    ["a short secret", '[{"appId":"a","appSecret":"short"}]', /\[0\]\.appSecret: At least 16/],
    [
      "a misspelt field",
      JSON.stringify([{ appId: "a", appSecret: SECRET, appSecert: SECRET }]),
      /\[0\]\.appSecert: Unknown/,
    ],
    ["an id with a blank", JSON.stringify([{ appId: "a b", appSecret: SECRET }]), /\[0\]\.appId/],
    ["an app twice", JSON.stringify([1, 2].map(() => ({ appId: "a", appSecret: SECRET }))), /stands twice/],
  ])("with %s is refused, and no secret is quoted", (_name, json, reason) => {
    let message = "";
    try {
      parseApps(json, "apps.json");
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(reason);
    expect(message).toContain("apps.json");
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain("short");
  });

  it("that does not exist is named", () => {
    expect(() => readAppsFile("/nowhere/apps.json")).toThrow(/\/nowhere\/apps\.json cannot be read/);
  });
});

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
    { appId: "a", appSecretSha256: "0".repeat(64) },
    { appId: "a", appSecretScrypt: `$scrypt$ln=15,r=8,p=1$${"s".repeat(22)}$${"h".repeat(43)}` },
  ])("may hold a hash instead of a secret: %j", (app) => {
    expect(parseApps(JSON.stringify([app]), "it")).toEqual([app]);
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
    ["a hash that is none", '[{"appId":"a","appSecretSha256":"short"}]', /\[0\]\.appSecretSha256: 64 hexadecimal/],
    ["another that is none", '[{"appId":"a","appSecretScrypt":"short"}]', /\[0\]\.appSecretScrypt: What .* prints/],
    [
      "a secret beside its hash",
      JSON.stringify([{ appId: "a", appSecret: SECRET, appSecretSha256: "0".repeat(64) }]),
      /\[0\]\.appSecret: Unknown/,
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

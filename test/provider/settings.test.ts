import { describe, expect, it } from "vitest";
import { SymblError } from "../../provider/api/errors.js";
import { assertTrusted, DEFAULT_BASE_URL, resolveSettings } from "../../provider/settings.js";

const config = (values: Record<string, string>) => (key: string) => values[key];
const none = config({});

describe("credentials", () => {
  const env = { SYMBL_ACCESS_TOKEN: "env-token", SYMBL_APP_ID: "env-id", SYMBL_APP_SECRET: "env-secret" };
  const stack = { "symbl:accessToken": "stack-token", "symbl:appId": "stack-id", "symbl:appSecret": "stack-secret" };
  const { SYMBL_ACCESS_TOKEN: _t, ...envApp } = env;
  const { "symbl:accessToken": _s, ...stackApp } = stack;

  it.each([
    ["the token of the environment goes first", env, stack, { kind: "token", accessToken: "env-token" }],
    ["then the app of the environment", envApp, stack, { kind: "app", appId: "env-id", appSecret: "env-secret" }],
    ["then the token of the config", {}, stack, { kind: "token", accessToken: "stack-token" }],
    ["then the app of the config", {}, stackApp, { kind: "app", appId: "stack-id", appSecret: "stack-secret" }],
    [
      "halves of two sources are never mixed",
      { SYMBL_APP_ID: "env-id" },
      stackApp,
      { kind: "app", appId: "stack-id", appSecret: "stack-secret" },
    ],
    [
      "a blank variable counts as unset",
      { ...env, SYMBL_ACCESS_TOKEN: "  " },
      stack,
      { kind: "app", appId: "env-id", appSecret: "env-secret" },
    ],
    ["two halves are no whole", { SYMBL_APP_ID: "env-id" }, { "symbl:appSecret": "stack-secret" }, undefined],
    ["no source gives none", {}, {}, undefined],
  ])("%s", (_name, environment, values, expected) => {
    expect(resolveSettings(environment, config(values)).credentials).toEqual(expected);
  });

  it("names every way to set them, and the half that is there, but no value", () => {
    const { missing } = resolveSettings({ SYMBL_APP_SECRET: "half-a-secret" }, none);
    expect(missing).toContain("SYMBL_APP_SECRET is set, but SYMBL_APP_ID is not");
    for (const way of ["SYMBL_ACCESS_TOKEN", "symbl:appId", "--secret symbl:appSecret", "symbl:accessToken"]) {
      expect(missing).toContain(way);
    }
    expect(missing).not.toContain("half-a-secret");
  });
});

describe("a named account", () => {
  const values = {
    "symbl:appId": "main-id",
    "symbl:appSecret": "main-secret",
    "symbl:accounts": JSON.stringify({
      blue: { appId: "blue-id", appSecret: "blue-secret", baseUrl: "http://127.0.0.1:9/" },
      "my-team": { accessToken: "team-token" },
    }),
  };

  it("has credentials and a server of its own", () => {
    const settings = resolveSettings({ SYMBL_APP_ID: "x", SYMBL_APP_SECRET: "y" }, config(values), "blue");
    expect(settings.credentials).toEqual({ kind: "app", appId: "blue-id", appSecret: "blue-secret" });
    expect(settings.baseUrl).toBe("http://127.0.0.1:9");
  });

  it("is overridden by its own environment variables", () => {
    const env = { SYMBL_BLUE_ACCESS_TOKEN: "blue-token", SYMBL_BLUE_BASE_URL: "https://blue.example.com/api/" };
    const settings = resolveSettings(env, config(values), "blue");
    expect(settings.credentials).toEqual({ kind: "token", accessToken: "blue-token" });
    expect(settings.baseUrl).toBe("https://blue.example.com/api");
  });

  it("spells hyphens as underscores in the environment", () => {
    const settings = resolveSettings({ SYMBL_MY_TEAM_ACCESS_TOKEN: "from-env" }, config(values), "my-team");
    expect(settings.credentials).toEqual({ kind: "token", accessToken: "from-env" });
  });

  it("never borrows the credentials of another account", () => {
    const settings = resolveSettings({ SYMBL_ACCESS_TOKEN: "main" }, config(values), "green");
    expect(settings.credentials).toBeUndefined();
    expect(settings.missing).toContain("SYMBL_GREEN_APP_ID");
    expect(settings.missing).toContain("--path symbl:accounts.green.appId");
  });

  it("is not found on the prototype of the table", () => {
    expect(resolveSettings({}, config(values), "constructor").credentials).toBeUndefined();
  });

  it("is reported without its secrets when the table is no JSON", () => {
    const broken = config({ "symbl:accounts": '{"blue":{"appSecret":"do-not-show"' });
    expect(() => resolveSettings({}, broken, "blue")).toThrow(/symbl:accounts/);
    expect(() => resolveSettings({}, broken, "blue")).not.toThrow(/do-not-show/);
  });
});

describe("the base URL", () => {
  it.each([
    [{}, {}, DEFAULT_BASE_URL],
    [{}, { "symbl:baseUrl": "http://127.0.0.1:8787/" }, "http://127.0.0.1:8787"],
    [{ SYMBL_BASE_URL: "http://[::1]:1/x/" }, { "symbl:baseUrl": "http://127.0.0.1:8787" }, "http://[::1]:1/x"],
  ])("comes from the environment, then the config, then the default (%#)", (env, values, expected) => {
    expect(resolveSettings(env, config(values)).baseUrl).toBe(expected);
  });

  it.each(["localhost:8787", "ftp://x", "not a url", "https://user:pass@x", "https://x/?access_token=abc"])(
    "%s is refused",
    (text) => {
      expect(() => resolveSettings({ SYMBL_BASE_URL: text }, none)).toThrow(
        expect.objectContaining({ code: "SYMBL_INVALID_SETTINGS" }),
      );
    },
  );
});

describe("the server that dialled", () => {
  const settings = resolveSettings({ SYMBL_BASE_URL: "https://today.example.com" }, none);

  it("gets the credentials when its origin is today's", () => {
    expect(() => assertTrusted("https://today.example.com/v2", settings, {})).not.toThrow();
  });

  it("gets them when it is listed as trusted", () => {
    const env = { SYMBL_TRUSTED_ORIGINS: "https://a.example.com, https://old.example.com:443/" };
    expect(() => assertTrusted("https://old.example.com", settings, env)).not.toThrow();
  });

  it.each(["https://old.example.com", "http://today.example.com", "https://today.example.com:8443", "nonsense"])(
    "%s does not get them otherwise, and the error says how",
    (recorded) => {
      const attempt = (): void => assertTrusted(recorded, settings, {});
      expect(attempt).toThrow(SymblError);
      expect(attempt).toThrow(/SYMBL_TRUSTED_ORIGINS=/);
    },
  );
});

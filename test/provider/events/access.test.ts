import { beforeEach, describe, expect, it } from "vitest";
import { InvalidInputsError, SymblError } from "../../../provider/api/errors.js";
import { accessTo } from "../../../provider/events/access.js";
import { subscribeLimits, timeoutOf } from "../../../provider/events/options.js";
import { clearSettings } from "./support.js";

beforeEach(() => {
  clearSettings();
});

const events = "https://api.example.com/v1/event/c-1";
const results = "wss://api.example.com/events/c-1";
const baseUrl = "https://api.example.com";

function thrown(run: () => unknown): SymblError {
  try {
    run();
  } catch (error) {
    if (error instanceof SymblError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function paths(run: () => unknown): string[] {
  const error = thrown(run);
  return error instanceof InvalidInputsError ? error.problems.map(({ path }) => path) : [];
}

describe("the credentials of events", () => {
  it("come from the options before the environment, and are not mixed with it", () => {
    process.env.SYMBL_ACCESS_TOKEN = "ambient-token";
    process.env.SYMBL_BASE_URL = baseUrl;
    expect(accessTo("eventUrl", events, {}).credentials).toEqual({ kind: "token", accessToken: "ambient-token" });
    expect(accessTo("eventUrl", events, { appId: "app", appSecret: "shh-secret" }).credentials).toEqual({
      kind: "app",
      appId: "app",
      appSecret: "shh-secret",
    });
    expect(accessTo("eventUrl", events, { accessToken: "given", appId: "app" }).credentials).toEqual({
      kind: "token",
      accessToken: "given",
    });
  });

  it("are those of the named account", () => {
    process.env.SYMBL_BASE_URL = baseUrl;
    process.env.SYMBL_BLUE_ACCESS_TOKEN = "blue-token";
    expect(accessTo("eventUrl", events, { account: "blue" }).credentials).toEqual({
      kind: "token",
      accessToken: "blue-token",
    });
    const error = thrown(() => accessTo("eventUrl", events, { account: "red" }));
    expect(error.code).toBe("SYMBL_CREDENTIALS_MISSING");
    expect(error.message).toContain("SYMBL_RED_APP_ID");
    expect(error.message).not.toContain("pulumi config");
  });

  it("are refused when no header can carry the token, which is not quoted", () => {
    const error = thrown(() => accessTo("eventUrl", events, { baseUrl, accessToken: "first-half\nsecond-half" }));
    expect(error.code).toBe("SYMBL_INVALID_SETTINGS");
    expect(error.message).not.toContain("half");
  });

  it("are missing aloud when an app is only half given, whatever the environment holds", () => {
    process.env.SYMBL_ACCESS_TOKEN = "ambient-token";
    expect(paths(() => accessTo("eventUrl", events, { baseUrl, appId: "app" }))).toEqual(["options.appSecret"]);
    expect(paths(() => accessTo("eventUrl", events, { baseUrl, appSecret: "shh-secret" }))).toEqual(["options.appId"]);
  });
});

describe("where credentials go", () => {
  it("is the origin of the base URL, a WebSocket's compared as HTTP's", () => {
    const options = { baseUrl: `${baseUrl}/symbl/`, accessToken: "given" };
    expect(accessTo("resultWebSocketUrl", results, options)).toMatchObject({
      url: results,
      origin: baseUrl,
      baseUrl: `${baseUrl}/symbl`,
    });
    expect(accessTo("resultWebSocketUrl", "wss://api.example.com:443/e", options).origin).toBe(baseUrl);
  });

  it.each([
    ["eventUrl", "https://api.example.org/v1/event/c-1"],
    ["eventUrl", "http://api.example.com/v1/event/c-1"],
    ["eventUrl", "https://api.example.com:8443/v1/event/c-1"],
    ["resultWebSocketUrl", "ws://api.example.com/events/c-1"],
    ["resultWebSocketUrl", "wss://api.example.com.example.org/events/c-1"],
  ] as const)("is no other: %s %s", (property, url) => {
    const error = thrown(() => accessTo(property, url, { baseUrl, accessToken: "given" }));
    expect(error.code).toBe("SYMBL_UNTRUSTED_ORIGIN");
    expect(error.message).toMatch(new RegExp(`^${property}: `));
  });

  it("is another origin when SYMBL_TRUSTED_ORIGINS lists it", () => {
    process.env.SYMBL_TRUSTED_ORIGINS = "https://events.example.org";
    const options = { baseUrl, accessToken: "given" };
    expect(accessTo("resultWebSocketUrl", "wss://events.example.org/c-1", options).origin).toBe(
      "https://events.example.org",
    );
  });
});

describe("the URL of events", () => {
  const options = { baseUrl, accessToken: "given" };

  it.each([
    ["eventUrl", "not a URL"],
    ["eventUrl", results],
    ["resultWebSocketUrl", events],
    ["resultWebSocketUrl", "wss://ada:pass@api.example.com/events/c-1"],
    ["resultWebSocketUrl", `${results}#part`],
    ["resultWebSocketUrl", JSON.parse("{}")],
  ] as const)("must be what the session's output has: %s %s", (property, url) => {
    expect(paths(() => accessTo(property, url, options))).toEqual([property]);
  });

  it("is not quoted where it carries a password", () => {
    expect(thrown(() => accessTo("eventUrl", "https://ada:hunter2@api.example.com/", options)).message).not.toContain(
      "hunter2",
    );
  });
});

describe("the options of events", () => {
  it("take milliseconds and text alike, and have defaults", () => {
    expect(timeoutOf({})).toBe(10_000);
    expect(timeoutOf({ timeout: "1m30s" })).toBe(90_000);
    expect(subscribeLimits({})).toEqual({ keepAlive: 15_000, attempts: 10, within: 120_000, maxWaiting: 1_000 });
    expect(subscribeLimits({ keepAlive: "2s", reconnect: { attempts: 0, within: 500 }, maxWaiting: 1 })).toEqual({
      keepAlive: 2_000,
      attempts: 0,
      within: 500,
      maxWaiting: 1,
    });
  });

  it("are refused all at once, each by its path", () => {
    expect(paths(() => timeoutOf({ timeout: "soon" }))).toEqual(["options.timeout"]);
    expect(
      paths(() => subscribeLimits({ keepAlive: 0, reconnect: { attempts: -1, within: "15" }, maxWaiting: 0.5 })),
    ).toEqual(["options.keepAlive", "options.reconnect.attempts", "options.reconnect.within", "options.maxWaiting"]);
  });
});

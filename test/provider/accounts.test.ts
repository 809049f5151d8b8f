import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stackAccounts } from "../../provider/accounts.js";
import { accountFingerprint } from "../../provider/api/client.js";
import { deadlineIn } from "../../provider/api/deadline.js";
import { savedSession } from "../../provider/saved-session.js";
import { json, placed, scriptedServer, TOKEN } from "../support/scripted-server.js";

const environment = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("SYMBL_")) Reflect.deleteProperty(process.env, name);
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("SYMBL_")) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
});

const config: Record<string, string> = {
  "symbl:baseUrl": "https://api.example.com",
  "symbl:appId": "the-app",
  "symbl:appSecret": "the-app-secret",
  "symbl:accounts": JSON.stringify({
    blue: { appId: "blue-app", appSecret: "blue-secret", baseUrl: "https://blue.example.com/" },
    red: { accessToken: "red-token" },
  }),
};
const accounts = () => stackAccounts((key) => config[key]);
const nothing = () => stackAccounts(() => undefined);

describe("an account's client", () => {
  it("is shared by all its sessions, and no two accounts share one", () => {
    const stack = accounts();
    expect(stack.forDialling(undefined)).toBe(stack.forDialling(undefined));
    expect(stack.forDialling("blue")).toBe(stack.forDialling("blue"));
    expect(stack.forDialling("blue")).not.toBe(stack.forDialling(undefined));
    expect(stack.forDialling("blue").baseUrl).toBe("https://blue.example.com");
    expect(stack.forDialling("red").baseUrl).toBe("https://api.example.com");
    expect(stack.forDialling("blue").fingerprint).toBe(
      accountFingerprint({ kind: "app", appId: "blue-app", appSecret: "anything" }),
    );
  });

  it("serves saved calls as well, at the server that dialled", () => {
    const stack = accounts();
    expect(stack.forSaved(savedSession({}))).toBe(stack.forDialling(undefined));
    expect(stack.forSaved(savedSession({ apiBaseUrl: "https://api.example.com" }))).toBe(stack.forDialling(undefined));
    const underPath = stack.forSaved(savedSession({ apiBaseUrl: "https://api.example.com/symbl" }));
    expect(underPath.baseUrl).toBe("https://api.example.com/symbl");
    expect(stack.forSaved(savedSession({ account: "blue", apiBaseUrl: "https://blue.example.com" }))).toBe(
      stack.forDialling("blue"),
    );
  });

  it("is a new one once the environment has changed, which is read anew each time", () => {
    const stack = accounts();
    const before = stack.forDialling(undefined);
    process.env.SYMBL_ACCESS_TOKEN = "another-token";
    const during = stack.forDialling(undefined);
    expect(during).not.toBe(before);
    expect(during.fingerprint).toBe("");
    Reflect.deleteProperty(process.env, "SYMBL_ACCESS_TOKEN");
    expect(stack.forDialling(undefined)).toBe(before);
  });

  it("mints one token for many calls at once", async () => {
    const server = await scriptedServer({ token: [TOKEN], start: [json(201, placed())] });
    try {
      process.env.SYMBL_BASE_URL = server.url;
      const stack = accounts();
      const stops = Array.from({ length: 10 }, () => stack.forDialling(undefined).stop("c-1", deadlineIn(10_000)));
      await Promise.all(stops);
      expect(server.to("token")).toHaveLength(1);
    } finally {
      await server.close();
    }
  });
});

describe("there is no client", () => {
  const code = (thrown: unknown): unknown =>
    typeof thrown === "object" && thrown !== null && "code" in thrown ? thrown.code : thrown;
  const codeOf = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (error) {
      return code(error);
    }
  };

  it("without credentials, though the settings can be looked at", () => {
    expect(codeOf(() => nothing().forDialling(undefined))).toBe("SYMBL_CREDENTIALS_MISSING");
    expect(codeOf(() => nothing().forSaved(savedSession({})))).toBe("SYMBL_CREDENTIALS_MISSING");
    expect(nothing().settings(undefined)).toMatchObject({ credentials: undefined, baseUrl: "https://api.symbl.ai" });
    expect(codeOf(() => accounts().forDialling("green"))).toBe("SYMBL_CREDENTIALS_MISSING");
  });

  it("for a call at an origin that is not today's and not trusted", () => {
    const elsewhere = savedSession({ apiBaseUrl: "https://evil.example.com" });
    expect(codeOf(() => accounts().forSaved(elsewhere))).toBe("SYMBL_UNTRUSTED_ORIGIN");
    expect(codeOf(() => accounts().forSaved(savedSession({ apiBaseUrl: "http://api.example.com" })))).toBe(
      "SYMBL_UNTRUSTED_ORIGIN",
    );
    expect(codeOf(() => accounts().forSaved(savedSession({ apiBaseUrl: "not a URL" })))).toBe("SYMBL_UNTRUSTED_ORIGIN");
    process.env.SYMBL_TRUSTED_ORIGINS = "https://evil.example.com";
    expect(accounts().forSaved(elsewhere).baseUrl).toBe("https://evil.example.com");
  });

  it("with settings that cannot be read", () => {
    const broken = stackAccounts((key) => (key === "symbl:accounts" ? "[" : config[key]));
    expect(codeOf(() => broken.settings("blue"))).toBe("SYMBL_INVALID_SETTINGS");
    expect(codeOf(() => broken.settings(undefined))).toMatchObject({ baseUrl: "https://api.example.com" });
  });
});

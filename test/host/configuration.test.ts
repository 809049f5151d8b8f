import { describe, expect, it, onTestFinished } from "vitest";
import { waitFor } from "../support/gateway.js";
import { startHost } from "../support/host.js";
import { json, placed, TOKEN } from "../support/scripted-server.js";
import { accountAt, failureOf, liveSession, session, testGateway, testHost, testServer, urnOf } from "./support.js";

const appOf = (server: { url: string }) => ({
  "symbl:baseUrl": server.url,
  "symbl:appId": "app-of-the-config",
  "symbl:appSecret": "secret-of-the-config",
});
const started = [json(201, placed())];
const stopped = [json(200, placed())];

describe("stack config", () => {
  it("reaches calls that come at once and in parallel, so none of them runs without settings", async () => {
    const server = await testServer({ stop: stopped });
    const host = await startHost();
    onTestFinished(() => host.stop());
    const ids = Array.from({ length: 20 }, (_, index) => `c-${index}`);
    await Promise.all([
      host.configure(appOf(server)),
      ...ids.map((connectionId) => host.delete(connectionId, liveSession(server, { connectionId }))),
    ]);
    expect(server.to("stop").map(({ body }) => body)).toHaveLength(20);
    expect(new Set(server.to("stop").map(({ text }) => JSON.parse(text).connectionId))).toEqual(new Set(ids));
    // Their token is shared: the first to need it gets it for all.
    expect(server.to("/oauth2/token:generate").map(({ body }) => body)).toEqual([
      { type: "application", appId: "app-of-the-config", appSecret: "secret-of-the-config" },
    ]);
  });

  it("may hold secrets of every namespace and values of every kind; only its own keys are read", async () => {
    const server = await testServer({ start: started });
    const host = await testHost({
      config: {
        ...appOf(server),
        "meetings:appId": "somebody-else",
        "aws:region": "eu-central-1",
        "symbl:accounts": {
          blue: { appId: "blue-app", appSecret: "blue-secret" },
          green: { accessToken: "green-token" },
        },
      },
    });
    await host.create(session());
    await host.create(session({ account: "blue" }, "blue"));
    await host.create(session({ account: "green" }, "green"));
    expect(server.to("/oauth2/token:generate").map(({ body }) => body)).toMatchObject([
      { appId: "app-of-the-config" },
      { appId: "blue-app", appSecret: "blue-secret" },
    ]);
    expect(server.to("start")[2]?.headers["x-api-key"]).toBe("green-token");
  });

  it("whose accounts cannot be read fails the check of those who use them, and nothing else", async () => {
    const server = await testServer({ start: started });
    const host = await testHost({
      config: { ...appOf(server), "symbl:accounts": '{"blue": {"appSecret": "hunter22"' },
    });
    const program = session({ account: "blue" });
    for (const _again of [1, 2]) {
      expect(await host.check({}, program)).toEqual({
        inputs: program,
        failures: [
          {
            property: "",
            reason: expect.stringMatching(
              /^symbl:accounts: must be an object of accounts\. Set one with: pulumi config set --path/,
            ),
          },
        ],
      });
    }
    expect((await failureOf(host.create(program))).message).toContain("symbl:accounts: must be an object");
    expect((await host.check({}, session())).failures).toEqual([]);
    expect((await host.create(session())).id).toBe("c-1");
    expect(host.transcript()).not.toContain("hunter22");
    expect(host.stderr()).toBe("");
  });

  it("whose base URL is none fails the check, and so does one with a password, which is not repeated", async () => {
    const host = await testHost({
      config: { "symbl:baseUrl": "api.symbl.ai" },
      env: { SYMBL_BLUE_BASE_URL: "https://me:hunter22@api.example.com" },
    });
    const [failure] = (await host.check({}, session())).failures;
    expect(failure?.reason).toMatch(/^The base URL "api\.symbl\.ai" is no http: or https: URL\. Set SYMBL_BASE_URL/);
    expect((await host.check({}, session({ account: "blue" }))).failures).toHaveLength(1);
    expect(host.transcript()).not.toContain("hunter22");
  });
});

describe("the environment", () => {
  it("goes before the config of the state, so a secret that was rotated still hangs up", async () => {
    const server = await testServer({
      "/oauth2/token:generate": [
        (response, request) =>
          request.text.includes("secret-of-today")
            ? TOKEN(response, request)
            : json(401, { message: "Invalid credentials." })(response, request),
      ],
      stop: stopped,
    });
    const call = liveSession(server);
    const yesterday = await testHost({ config: appOf(server) });
    const refused = await failureOf(yesterday.delete("c-1", call));
    expect(refused.message).toContain(
      `The call could not be hung up. No access token could be had: ${server.url} answered 401`,
    );
    expect(refused.message).toContain("SYMBL_APP_ID and SYMBL_APP_SECRET");
    expect(server.to("stop")).toEqual([]);

    const env = { SYMBL_APP_ID: "app-of-the-config", SYMBL_APP_SECRET: "secret-of-today" };
    const today = await testHost({ config: appOf(server), env });
    await today.delete("c-1", call);
    expect(server.to("stop").map(({ body }) => body)).toEqual([{ operation: "stop", connectionId: "c-1" }]);
  });

  it("wins as a whole: half of an app in it is not mixed with the other half in the config", async () => {
    const server = await testServer({ start: started });
    const host = await testHost({ config: appOf(server), env: { SYMBL_APP_ID: "app-of-the-environment" } });
    await host.create(session());
    expect(server.to("/oauth2/token:generate")[0]?.body).toMatchObject({ appId: "app-of-the-config" });
  });
});

describe("a call that was placed at another server", () => {
  it("is hung up there only when that server is trusted, whatever today's base URL is", async () => {
    const before = await testServer({ stop: stopped });
    const today = await testServer({ stop: stopped });
    const call = liveSession(before);

    const careful = await testHost({ env: accountAt(today) });
    const refused = await failureOf(careful.delete("c-1", call));
    expect(refused.message).toContain(
      `apiBaseUrl: this call was placed at ${before.url}, but today's base URL is ${today.url}`,
    );
    expect(refused.message).toContain(`SYMBL_TRUSTED_ORIGINS=${before.url}`);
    const { properties } = await careful.read("c-1", call);
    expect(properties).toEqual({ ...call, status: "unknown" });
    expect(careful.warnings()).toMatchObject([
      { urn: urnOf("standup"), message: expect.stringContaining("SYMBL_UNTRUSTED_ORIGIN") },
    ]);
    expect([...before.arrived, ...today.arrived]).toEqual([]);

    const trusting = await testHost({
      env: { ...accountAt(today), SYMBL_TRUSTED_ORIGINS: `https://other.example.com, ${before.url}/` },
    });
    await trusting.delete("c-1", call);
    expect(before.to("stop")).toHaveLength(1);
    expect(today.arrived).toEqual([]);
  });
});

describe("without credentials", () => {
  it("a check warns once of all the ways to give them, and a create fails with them", async () => {
    const host = await testHost({ env: { SYMBL_APP_ID: "app-of-the-tests" } });
    const program = session();
    for (const name of ["standup", "retro", "standup"]) {
      expect((await host.check({}, session({}, name))).failures).toEqual([]);
    }
    expect(host.log).toEqual([
      {
        severity: "warning",
        urn: urnOf("standup"),
        ephemeral: false,
        message: expect.stringContaining("SYMBL_CREDENTIALS_MISSING: No credentials for Symbl's Telephony API."),
      },
    ]);
    const failure = await failureOf(host.create(program));
    expect(failure.initFailed).toBeUndefined();
    for (const text of [host.log[0]?.message, failure.message]) {
      expect(text).toContain("SYMBL_APP_ID is set, but SYMBL_APP_SECRET is not.");
      expect(text).toContain("Set SYMBL_APP_ID and SYMBL_APP_SECRET, or SYMBL_ACCESS_TOKEN, in the environment;");
      expect(text).toContain(
        "pulumi config set symbl:appId <app id> && pulumi config set --secret symbl:appSecret <app secret>",
      );
      expect(text).toContain("pulumi config set --secret symbl:accessToken <token>");
    }

    const named = await failureOf(host.create(session({ account: "blue-two" })));
    expect(named.message).toContain('No credentials for the account "blue-two"');
    expect(named.message).toContain(
      "Set SYMBL_BLUE_TWO_APP_ID and SYMBL_BLUE_TWO_APP_SECRET, or SYMBL_BLUE_TWO_ACCESS_TOKEN",
    );
    expect(named.message).toContain("pulumi config set --path symbl:accounts.blue-two.appId <app id>");
  });

  it("a live call is neither hung up nor forgotten", async () => {
    const gateway = await testGateway();
    const dialling = await testHost({ env: accountAt(gateway) });
    const call = await dialling.create(session());
    const poor = await testHost({ env: { SYMBL_BASE_URL: gateway.url } });
    expect((await failureOf(poor.delete(call.id, call.properties))).message).toContain("SYMBL_APP_SECRET");
    expect(await poor.read(call.id, call.properties)).toEqual({
      id: call.id,
      properties: { ...call.properties, status: "unknown" },
    });
    expect(poor.warnings()[0]?.message).toContain(
      "SYMBL_CREDENTIALS_MISSING: the call's state is unknown, so it is left as it is.",
    );
    expect(await gateway.liveConnections()).toHaveLength(1);
    await dialling.delete(call.id, call.properties);
    await waitFor(gateway.liveConnections, (live) => live.length === 0);
  });
});

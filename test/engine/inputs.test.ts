import { beforeAll, expect, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { accountAt, storyTimeoutMs, testGateway, testStack } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

const call = (more: object = {}) => ({ endpoint: { type: "pstn", phoneNumber: "14082924837" }, ...more });

/** The paths that the diagnostics of a session name, one a line. */
function pathsIn(text: string, name: string): readonly string[] {
  const diagnostics = text.slice(text.indexOf("\nDiagnostics:"));
  const ofSession = diagnostics.split(`TelephonySession (${name}):\n`)[1]?.split("\n\n")[0] ?? "";
  return [...ofSession.matchAll(/ has a problem: (\S+): /g)].map(([, path]) => path ?? "");
}

test(
  "every mistake of a session is reported at once, in the preview already, without the secrets beside them, and nothing is sent",
  async () => {
    const gateway = await testGateway();
    const stack = await testStack({ env: accountAt(gateway) });

    stack.write({
      wrong: {
        endpoint: { type: "pstn", phonenumber: "14082924837", dtmf: "press 4711 please" },
        actions: [
          { invokeOn: "end", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com", "ada at home"] } },
        ],
        timezone: "Asia/Tokio",
        languages: ["english, please"],
        onEnded: "retry",
        timeouts: { start: "30" },
      },
    });
    const preview = await stack.preview();
    expect(preview.code, preview.text).not.toBe(0);
    expect([...pathsIn(preview.text, "wrong")].sort()).toEqual([
      "actions[0].invokeOn",
      "actions[0].parameters.emails[1]",
      "endpoint.dtmf",
      "endpoint.phoneNumber",
      "endpoint.phonenumber",
      "languages[0]",
      "onEnded",
      "timeouts.start",
      "timezone",
    ]);
    expect(preview.text).toContain("did you mean phoneNumber?");
    expect(preview.text).toContain('did you mean "Asia/Tokyo"?');

    stack.write({
      address: { endpoint: { type: "sip", uri: "bot:hunter22@example.com", audioConfig: { sampleRate: 8 } } },
    });
    const up = await stack.up();
    expect(up.code, up.text).not.toBe(0);
    expect([...pathsIn(up.text, "address")].sort()).toEqual(["endpoint.audioConfig.sampleRate", "endpoint.uri"]);

    expect(stack.transcript()).not.toMatch(/4711|hunter22/);
    expect(await stack.sessions()).toEqual({});
    expect(await gateway.requests()).toEqual([]);
  },
  storyTimeoutMs,
);

test(
  "credentials that are missing are a warning in a preview, and an error that leaves nothing in the state when a call is to be placed",
  async () => {
    const gateway = await testGateway();
    const stack = await testStack({
      env: {
        SYMBL_BASE_URL: gateway.url,
        SYMBL_WRONG_APP_ID: gateway.appId,
        SYMBL_WRONG_APP_SECRET: "not-the-secret",
      },
    });
    stack.write({ one: call(), another: call(), named: call({ account: "blue" }), wrong: call({ account: "wrong" }) });

    const preview = await stack.preview();
    expect(preview.code, preview.text).toBe(0);
    const diagnostics = preview.text.slice(preview.text.indexOf("\nDiagnostics:"));
    // Once an account.
    expect(diagnostics.match(/warning: SYMBL_CREDENTIALS_MISSING/g)).toHaveLength(2);
    for (const way of [
      "Set SYMBL_APP_ID and SYMBL_APP_SECRET, or SYMBL_ACCESS_TOKEN, in the environment",
      "pulumi config set symbl:appId <app id> && pulumi config set --secret symbl:appSecret <app secret>",
      "pulumi config set --secret symbl:accessToken <token>",
      "Set SYMBL_BLUE_APP_ID and SYMBL_BLUE_APP_SECRET, or SYMBL_BLUE_ACCESS_TOKEN, in the environment",
      "pulumi config set --path symbl:accounts.blue.appId <app id>",
    ]) {
      expect(diagnostics).toContain(way);
    }

    const up = await stack.up(["--continue-on-error"]);
    expect(up.code, up.text).not.toBe(0);
    expect(up.text).toContain("error: SYMBL_CREDENTIALS_MISSING: No credentials for Symbl's Telephony API.");
    expect(up.text).toContain('error: SYMBL_CREDENTIALS_MISSING: No credentials for the account "blue".');
    expect(up.text).toContain(": The call was not placed. No access token could be had: ");
    expect(await stack.sessions()).toEqual({});
    expect(await gateway.connections()).toEqual([]);

    const nowhere = await stack.preview([], { SYMBL_BASE_URL: "symbl.example.com" });
    expect(nowhere.code, nowhere.text).not.toBe(0);
    expect(nowhere.text).toContain('The base URL "symbl.example.com" is no http: or https: URL.');
  },
  storyTimeoutMs,
);

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { type Arrived, json, scriptedServer, TOKEN } from "../support/scripted-server.js";
import { storyTimeoutMs, testGateway, testStack } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

/** Every file under `directory`, as text. */
function contentsOf(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}

test(
  "no secret of an account or of a call is in the state, in the stack's files or in anything that a command prints",
  async () => {
    const configSecret = "the-secret-of-the-config";
    const gateway = await testGateway({ apps: [{ appId: "an-app", appSecret: configSecret }] });
    const token = await gateway.token();
    // A server that repeats in its errors what it was sent, headers included.
    const echo = await scriptedServer({
      "/oauth2/token:generate": [TOKEN],
      start: [
        (response, { text, headers }: Arrived) =>
          json(400, {
            message: `Cannot read ${text}`,
            errors: [{ path: "headers", message: JSON.stringify(headers) }],
          })(response, { method: "", path: "", headers, body: undefined, text }),
      ],
    });
    onTestFinished(() => echo.close());
    const stack = await testStack({
      env: {
        SYMBL_BASE_URL: gateway.url,
        SYMBL_BLUE_ACCESS_TOKEN: token,
        SYMBL_ECHO_BASE_URL: echo.url,
        SYMBL_ECHO_APP_ID: "echo-app",
        SYMBL_ECHO_APP_SECRET: "the-secret-of-the-environment",
      },
    });
    const pstn = (dtmf: string) => ({ endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf } });
    const sessions = {
      keys: pstn(",,939293#,,47114711#"),
      password: { endpoint: { type: "sip", uri: "sip:bot:hunter22@example.com" } },
      token: { ...pstn(",,939293#,,08150815#"), account: "blue" },
    };

    expect((await stack.run(["config", "set", "symbl:appId", "an-app"])).code).toBe(0);
    expect((await stack.run(["config", "set", "--secret", "symbl:appSecret", configSecret])).code).toBe(0);
    stack.write(sessions);
    expect((await stack.preview(["--diff"])).code).toBe(0);
    const up = await stack.up(["--diff"]);
    expect(up.code, up.text).toBe(0);
    expect((await gateway.liveConnections()).map(({ appId }) => appId)).toEqual(["an-app", "an-app", "an-app"]);

    stack.write({ ...sessions, keys: pstn(",,939293#,,31415926#"), echo: { ...pstn(",,27182818#"), account: "echo" } });
    const edited = await stack.up(["--diff", "--continue-on-error"]);
    expect(edited.code, edited.text).not.toBe(0);
    expect(edited.text).toContain("It said: Cannot read");
    // The engine cannot show what has changed without showing the secret, so the provider says where.
    expect(edited.text).toContain("endpoint.dtmf has changed (a secret, so the diff hides it)");

    const refresh = await stack.refresh(["--diff"]);
    expect(refresh.code, refresh.text).toBe(0);
    const exported = JSON.stringify(await stack.resources());
    const kept = contentsOf(join(stack.directory, "state"));
    const config = readFileSync(join(stack.projectDir, `Pulumi.${stack.name}.yaml`), "utf8");
    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);

    expect(kept).toContain("sip");
    const secrets = {
      configSecret,
      environmentSecret: "the-secret-of-the-environment",
      token,
      mintedToken: "token-of-the-tests",
      passcodes: /47114711|08150815|31415926|27182818/,
      password: "hunter22",
    };
    const places = { printed: stack.transcript(), exported, kept, config };
    for (const [place, text] of Object.entries(places)) {
      for (const [name, secret] of Object.entries(secrets)) {
        expect(typeof secret === "string" ? text.includes(secret) : secret.test(text), `${name}, ${place}`).toBe(false);
      }
    }
  },
  storyTimeoutMs,
);

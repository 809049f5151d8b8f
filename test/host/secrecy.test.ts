import { expect, it } from "vitest";
import { type Answer, cut, json, placed, type ScriptedServer, TOKEN, text } from "../support/scripted-server.js";
import { liveSession, session, testHost, testServer } from "./support.js";

/** Whatever was sent, headers included, comes back in the error's message. */
function echo(status: number): Answer {
  return (response, request) =>
    json(status, { message: `Cannot read ${request.text} with ${JSON.stringify(request.headers)}` })(response, request);
}

const TOKEN_GIVEN = "a-token-given-by-hand";
const PASSWORD = "hunter22";
const KEYS = ",,939293#,,471147a#";

it("no credentials and no keys to press leave the host in its streams, in the engine's log or in a failure's text", async () => {
  const servers = {
    fine: await testServer({ start: [json(201, placed())], stop: [json(200, placed())] }),
    rejecting: await testServer({ start: [echo(400)], stop: [echo(400)], "/v1/conversations/": [echo(400)] }),
    denying: await testServer({ start: [echo(401)], stop: [echo(401)], "/v1/conversations/": [echo(401)] }),
    closed: await testServer({ "/oauth2/token:generate": [echo(401)] }),
    broken: await testServer({
      "/oauth2/token:generate": [TOKEN],
      start: [echo(500)],
      "/v1/starts/": [echo(404)],
      "/v1/conversations/": [echo(500)],
      stop: [echo(500)],
    }),
    rambling: await testServer({ start: [text(200, "<h1>Hello</h1>")], "/v1/starts/": [text(200, "<h1>Hello</h1>")] }),
    cutting: await testServer({ start: [cut], "/v1/starts/": [echo(404)], "/v1/conversations/": [cut], stop: [cut] }),
    down: await testServer({}),
  };
  await servers.down.close();

  const env: Record<string, string> = {};
  for (const [name, { url }] of Object.entries(servers)) {
    env[`SYMBL_${name.toUpperCase()}_BASE_URL`] = url;
    env[`SYMBL_${name.toUpperCase()}_APP_ID`] = `app-${name}`;
    env[`SYMBL_${name.toUpperCase()}_APP_SECRET`] = `the-app-secret-${name}`;
  }
  const host = await testHost({
    env,
    config: {
      "symbl:accounts": {
        fine: { accessToken: TOKEN_GIVEN },
        handed: { accessToken: TOKEN_GIVEN, baseUrl: servers.rejecting.url },
      },
      "aws:secretKey": "an-aws-secret-key",
    },
  });

  const outcomes: string[] = [];
  const useAccount = async (account: string): Promise<void> => {
    const quick = { account, ...(account === "fine" ? {} : { timeouts: { stop: "1s" } }) };
    // Each is a session of its own: a second call of one session would hang up the first.
    const phone = { type: "pstn", phoneNumber: "14082924837", dtmf: KEYS };
    const pstn = session({ ...quick, endpoint: phone }, `${account}-pstn`);
    const address = { type: "sip", uri: `sip:bot:${PASSWORD}@example.com`, dtmf: KEYS };
    const sip = session({ ...quick, endpoint: address }, `${account}-sip`);
    for (const program of [pstn, sip]) {
      await host.check({}, program);
      await host.diff("c-1", pstn, program);
      outcomes.push(await outcomeOf(account, host.create(program)));
    }
    const state = liveSession({ url: urlOf(servers, account) }, pstn);
    await host.read("c-1", state);
    outcomes.push(await outcomeOf(account, host.delete("c-1", state)));
  };
  await Promise.all([...Object.keys(servers), "handed"].map(useAccount));
  expect(outcomes.filter((outcome) => outcome.endsWith("worked"))).toEqual([
    "fine worked",
    "fine worked",
    "fine worked",
  ]);
  expect(outcomes.filter((outcome) => outcome.endsWith("saved")).sort()).toEqual(
    ["broken", "broken", "cutting", "cutting", "rambling", "rambling"].map((name) => `${name} saved`),
  );

  const seen = host.transcript();
  expect(seen).toContain("It said: Cannot read");
  for (const secret of ["the-app-secret", "token-of-the-tests", TOKEN_GIVEN, "an-aws-secret-key", PASSWORD, "471147"]) {
    expect(seen, secret).not.toContain(secret);
  }
  expect(host.stderr()).not.toMatch(/\n\s+at /);
  for (const { message, urn } of host.log) expect(urn, message).not.toBe("");
});

it("secrets in a server's message are masked where the message is cut short, and in the form in which they were sent", async () => {
  const lengths = [380, 390, 395, 399];
  const server = await testServer({
    start: lengths.map((length) => json(400, { message: `${"x".repeat(length)}${KEYS.toUpperCase()}` })),
  });
  const host = await testHost({ env: { SYMBL_BASE_URL: server.url, SYMBL_ACCESS_TOKEN: TOKEN_GIVEN } });
  const program = session({ endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: KEYS } });
  for (const _length of lengths) await outcomeOf("", host.create(program));
  expect(server.to("start").map(({ headers }) => headers["x-api-key"])).toEqual(lengths.map(() => TOKEN_GIVEN));
  expect(host.transcript().match(/x+\[/g)).toHaveLength(lengths.length);
  expect(host.transcript()).not.toMatch(/x,|471147/);
});

async function outcomeOf(account: string, call: Promise<unknown>): Promise<string> {
  return call.then(
    () => `${account} worked`,
    (error: unknown) =>
      `${account} ${typeof error === "object" && error !== null && "initFailed" in error && error.initFailed !== undefined ? "saved" : "failed"}`,
  );
}

function urlOf(servers: Record<string, ScriptedServer>, account: string): string {
  return (servers[account] ?? servers.rejecting)?.url ?? "";
}

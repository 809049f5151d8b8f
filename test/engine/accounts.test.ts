import { beforeAll, expect, test } from "vitest";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { watched } from "./journal.js";
import { accountAt, storyTimeoutMs, testGateway, testStack } from "./stack.js";

beforeAll(async () => void (await testEngine()), engineTimeoutMs);

const call = (phoneNumber: string, more: object = {}) => ({ endpoint: { type: "pstn", phoneNumber }, ...more });

test(
  "a stack calls from several accounts at several servers, and a call is hung up only by the account and at the server that placed it",
  async () => {
    const home = await testGateway();
    const apps = [
      { appId: "blue-app", appSecret: "blue-secret" },
      { appId: "red-app", appSecret: "red-secret" },
    ];
    const away = await testGateway({ apps });
    const stack = await testStack({ env: accountAt(home) });
    const atHome = await watched(home);
    const atAway = await watched(away);
    const set = async (account: string, name: string, value: string) =>
      expect((await stack.run(["config", "set", "--path", `symbl:accounts.${account}.${name}`, value])).code).toBe(0);

    await set("blue", "appId", "blue-app");
    await set("blue", "appSecret", "blue-secret");
    await set("blue", "baseUrl", away.url);
    stack.write({ plain: call("14082924831"), blue: call("14082924832", { account: "blue" }) });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(await atHome()).toEqual(["start 14082924831"]);
    expect(await atAway()).toEqual(["start 14082924832"]);
    const { plain, blue } = await stack.sessions();
    expect((await away.liveConnections()).map(({ appId }) => appId)).toEqual(["blue-app"]);
    expect(plain?.outputs).toMatchObject({ apiBaseUrl: home.url });
    expect(blue?.outputs).toMatchObject({ apiBaseUrl: away.url });
    expect(blue?.outputs.accountFingerprint).not.toBe(plain?.outputs.accountFingerprint);

    // Another name for the account: the call is the same. The environment comes before the config.
    const renamed = {
      SYMBL_NAVY_APP_ID: "blue-app",
      SYMBL_NAVY_APP_SECRET: "blue-secret",
      SYMBL_NAVY_BASE_URL: away.url,
    };
    stack.write({ plain: call("14082924831"), blue: call("14082924832", { account: "navy" }) });
    const update = await stack.up([], renamed);
    expect(update.code, update.text).toBe(0);
    expect(update.counts).toEqual({ updated: 1, unchanged: 2 });
    expect([...(await atHome()), ...(await atAway())]).toEqual([]);
    expect((await stack.sessions()).blue?.id).toBe(blue?.id);

    // Credentials of another account at the same server, and another server altogether.
    const wrong = {
      ...renamed,
      SYMBL_NAVY_APP_ID: "red-app",
      SYMBL_NAVY_APP_SECRET: "red-secret",
      SYMBL_BASE_URL: "http://127.0.0.1:9",
    };
    const refused = await stack.destroy(["--continue-on-error"], wrong);
    expect(refused.code, refused.text).not.toBe(0);
    expect(refused.text).toMatch(
      /It was placed by account [0-9a-f]{12}; today's credentials are of account [0-9a-f]{12}\./,
    );
    expect(refused.text).toContain(`this call was placed at ${home.url}, but today's base URL is http://127.0.0.1:9`);
    expect(Object.keys(await stack.sessions()).sort()).toEqual(["blue", "plain"]);
    expect(await home.liveConnections()).toHaveLength(1);
    expect(await away.liveConnections()).toHaveLength(1);
    expect(await atHome()).toEqual([]);

    const trusted = { ...renamed, SYMBL_BASE_URL: "http://127.0.0.1:9", SYMBL_TRUSTED_ORIGINS: home.url };
    const destroy = await stack.destroy([], trusted);
    expect(destroy.code, destroy.text).toBe(0);
    expect([...(await home.liveConnections()), ...(await away.liveConnections())]).toEqual([]);
  },
  storyTimeoutMs,
);

test(
  "two stacks of one program run at once without touching each other's calls",
  async () => {
    const gateway = await testGateway();
    const stacks = [
      await testStack({ env: accountAt(gateway) }),
      await testStack({ env: accountAt(gateway) }),
    ] as const;
    for (const [index, stack] of stacks.entries()) stack.write({ standup: call(`1408292483${index}`) });
    for (const up of await Promise.all(stacks.map((stack) => stack.up()))) expect(up.code, up.text).toBe(0);
    const [one, other] = await Promise.all(stacks.map(async (stack) => (await stack.sessions()).standup));
    expect(await gateway.liveConnections()).toHaveLength(2);
    expect(one?.id).not.toBe(other?.id);

    expect((await stacks[0].destroy()).code).toBe(0);
    expect((await gateway.liveConnections()).map(({ connectionId }) => connectionId)).toEqual([other?.id]);
    expect((await stacks[1].destroy()).code).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
  },
  storyTimeoutMs,
);

test(
  "thirty sessions are dialled and hung up side by side, with one token a run",
  async () => {
    const gateway = await testGateway();
    const stack = await testStack({ env: accountAt(gateway) });
    const names = Array.from({ length: 30 }, (_, index) => `call-${index}`);
    stack.write(Object.fromEntries(names.map((name, index) => [name, call(`1408292${String(4800 + index)}`)])));

    const tokens = async () => (await gateway.requests()).filter(({ path }) => path.startsWith("/oauth2/")).length;
    const up = await stack.up(["--parallel", "64"]);
    expect(up.code, up.text).toBe(0);
    expect(up.counts).toEqual({ created: 31 });
    expect(new Set((await gateway.liveConnections()).map(({ connectionId }) => connectionId)).size).toBe(30);
    expect(await tokens()).toBe(1);
    expect(Object.keys(await stack.sessions())).toHaveLength(30);

    const destroy = await stack.destroy(["--parallel", "64"]);
    expect(destroy.code, destroy.text).toBe(0);
    expect(await gateway.liveConnections()).toEqual([]);
    expect(await tokens()).toBe(2);
    expect(await stack.resources()).toEqual([]);
  },
  storyTimeoutMs,
);

import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { askToken, START, send, start, stop } from "../client.js";

/** `fetch` sets Host by itself; a forger does not. */
function forge(
  gateway: Pick<TestGateway, "url">,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(gateway.url + path, { method, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject);
    request.end();
  });
}

const ROUTES = [
  ["GET", "/_gateway/connections"],
  ["GET", "/_gateway/requests"],
  ["GET", "/_gateway/calls"],
  ["POST", "/_gateway/connections/x/stop"],
  ["POST", "/_gateway/reset"],
  ["POST", "/_gateway/connections/x/hang-up"],
] as const;

describe("/_gateway", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  it.each(ROUTES)("%s %s is refused to forged and forwarded requests", async (method, path) => {
    await start(gateway);
    const { host } = new URL(gateway.url);
    const forged: readonly Record<string, string>[] = [
      { host: "rebound.example.com" },
      { host: `${host}.example.com` },
      { host, origin: "https://example.com" },
      { host, origin: "null" },
      { host, "sec-fetch-site": "cross-site" },
      { host, "sec-fetch-site": "same-site" },
      { host, "x-forwarded-for": "127.0.0.1" },
      { host, "x-forwarded-host": host },
      { host, forwarded: "for=127.0.0.1" },
      { host, via: "1.1 proxy" },
      { host, "x-real-ip": "127.0.0.1" },
    ];
    for (const headers of forged)
      expect(await forge(gateway, method, path, headers), JSON.stringify(headers)).toBe(403);
    expect(await gateway.liveConnections()).toHaveLength(1);
  });

  it.each(ROUTES)("%s %s is open to this machine and its own page", async (method, path) => {
    const { host, origin } = new URL(gateway.url);
    const expected = path.includes("/x/") ? 404 : 200;
    expect(await forge(gateway, method, path, { host })).toBe(expected);
    expect(await forge(gateway, method, path, { host, origin })).toBe(expected);
  });

  it.each(ROUTES.filter(([, path]) => !path.endsWith("reset")))(
    "%s %s wants the admin token from elsewhere, and takes it",
    async (method, path) => {
      const apps = [{ appId: "blue", appSecret: "a-secret-of-some-length" }];
      const open = await startTestGateway({ host: "0.0.0.0", apps, adminToken: "the-admin-token" });
      try {
        const local = { url: open.url.replace("0.0.0.0", "127.0.0.1") };
        expect((await send(local, method, path)).status).toBe(401);
        expect((await send(local, method, path, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
        const right = await send(local, method, path, { headers: { authorization: "Bearer the-admin-token" } });
        expect(right.status).toBe(path.includes("/x/") ? 404 : 200);
      } finally {
        await open.close();
      }
    },
  );

  it("is closed to all on an open listener without an admin token", async () => {
    const apps = [{ appId: "blue", appSecret: "a-secret-of-some-length" }];
    const open = await startTestGateway({ host: "0.0.0.0", apps });
    try {
      const answer = await send({ url: open.url.replace("0.0.0.0", "127.0.0.1") }, "GET", "/_gateway/connections");
      expect(answer.status).toBe(403);
      expect(answer.body).toEqual({ message: expect.stringContaining("SYMBL_GATEWAY_ADMIN_TOKEN") });
    } finally {
      await open.close();
    }
  });

  it("an app's token opens nothing here", async () => {
    const token = await gateway.token();
    const headers = { "x-forwarded-for": "192.0.2.7", authorization: `Bearer ${token}` };
    expect((await send(gateway, "GET", "/_gateway/connections", { headers })).status).toBe(403);
  });

  it("health is open to all, and says no more than that", async () => {
    const headers = { "x-forwarded-for": "192.0.2.7", origin: "https://example.com" };
    const answer = await send(gateway, "GET", "/_gateway/health", { headers });
    expect(answer).toMatchObject({ status: 200, body: { status: "ok" } });
  });

  it("reset does not exist where apps are configured", async () => {
    const configured = await startTestGateway({ apps: [{ appId: "blue", appSecret: "a-secret-of-some-length" }] });
    try {
      expect((await send(configured, "POST", "/_gateway/reset")).status).toBe(404);
      expect((await send(configured, "GET", "/_gateway/connections")).status).toBe(200);
    } finally {
      await configured.close();
    }
  });

  it("reset hangs up and forgets connections, conversations, keys, the journal and the limit; tokens stay good", async () => {
    await gateway.close();
    gateway = await startTestGateway({ maxConnections: 2 });
    const token = await gateway.token();
    const headers = { "idempotency-key": "k" };
    const first = await start(gateway, { token, headers });
    const second = await start(gateway, { token });
    await stop(gateway, token, second.connectionId);
    const answer = await send(gateway, "POST", "/_gateway/reset");
    expect(answer).toMatchObject({ status: 200, body: { hungUp: 1 } });
    expect(await gateway.connections()).toEqual([]);
    expect(await gateway.requests()).toEqual([]);
    expect((await send(gateway, "GET", `/v1/conversations/${first.conversationId}`, { token })).status).toBe(404);
    expect((await stop(gateway, token, first.connectionId)).status).toBe(404);
    const again = await start(gateway, { token, headers });
    expect(again.connectionId).not.toBe(first.connectionId);
    await start(gateway, { token });
  });

  it("hang-up ends a call as the remote party would; again, it shows the ended call", async () => {
    const { connectionId } = await start(gateway);
    for (const _time of [1, 2]) {
      const answer = await send(gateway, "POST", `/_gateway/connections/${connectionId}/hang-up`);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ connectionId, state: "ended", cause: "remote hang-up" });
    }
  });

  it("hang-up answers 409 while the call is still being dialled", async () => {
    const release = gateway.holdStarts();
    const started = start(gateway);
    try {
      let id = "";
      while (id === "") id = (await gateway.connections())[0]?.connectionId ?? "";
      const answer = await send(gateway, "POST", `/_gateway/connections/${id}/hang-up`);
      expect(answer).toMatchObject({ status: 409, body: { code: "NOT_SIMULATED" } });
    } finally {
      release();
      await started;
    }
  });

  it("shows connections in the order of their starts, live and ended", async () => {
    const first = await start(gateway);
    const second = await start(gateway);
    await gateway.hangUp(first.connectionId);
    expect((await gateway.connections()).map(({ connectionId }) => connectionId)).toEqual([
      first.connectionId,
      second.connectionId,
    ]);
    expect((await gateway.liveConnections()).map(({ connectionId }) => connectionId)).toEqual([second.connectionId]);
  });

  it("keeps a journal in the order of arrival, with what was wrong as well, and without itself", async () => {
    const token = await gateway.token();
    await send(gateway, "POST", "/v1/endpoint:connect", { body: START });
    await send(gateway, "POST", "/v1/endpoint:connect", {
      token,
      body: { operation: "start", endpoint: { dmtf: "1234#" } },
    });
    const { connectionId } = await start(gateway, { token });
    await stop(gateway, token, connectionId);
    await send(gateway, "POST", "/v1/endpoint:connect", { token, body: "{" });
    await send(gateway, "GET", "/nowhere");
    const requests = await gateway.requests();
    const POST = "POST";
    const path = "/v1/endpoint:connect";
    expect(requests).toEqual(
      [
        {
          method: POST,
          path: "/oauth2/token:generate",
          status: 200,
          operation: "token",
          body: { type: "application", appId: "dev-app-id", appSecret: "***" },
        },
        {
          method: POST,
          path,
          status: 401,
          operation: "start",
          body: { ...START, endpoint: { ...START.endpoint, dtmf: "***" } },
        },
        {
          method: POST,
          path,
          status: 400,
          operation: "start",
          body: { operation: "start", endpoint: { dmtf: "***" } },
        },
        {
          method: POST,
          path,
          status: 201,
          operation: "start",
          body: { ...START, endpoint: { ...START.endpoint, dtmf: "***" } },
        },
        { method: POST, path, status: 200, operation: "stop", body: { operation: "stop", connectionId } },
        { method: POST, path, status: 400, operation: null, body: null },
        { method: "GET", path: "/nowhere", status: 404, operation: null, body: null },
      ].map((entry) => expect.objectContaining({ at: expect.stringMatching(/^\d{4}-.*Z$/), ...entry })),
    );
    const times = requests.map(({ at }) => at);
    expect([...times].sort()).toEqual(times);
  });

  it("shows nowhere a secret, a token or a passcode that has passed through", async () => {
    const secrets = ["dev-app-secret", "778899", "hunter2", "web-hook-key", "room-pass"];
    const token = await gateway.token();
    await askToken(gateway, { type: "application", appId: "x", appSecret: "hunter2", secret: "hunter2" });
    const endpoints = [
      { type: "pstn", phoneNumber: "14082924837", dtmf: "778899#" },
      { type: "sip", uri: "sip:ada:hunter2@sip.example.com", dtmf: "778899#" },
      { type: "sip", uri: "sip:939293.room-pass@sip.example.com" },
      { type: "pstn", phoneNumber: "14082924837,,778899#" },
      { type: "pstn", phoneNumber: "14082924837", DTMF: "778899#" },
    ];
    for (const endpoint of endpoints) {
      const body = { operation: "start", endpoint, callbackUrl: "https://ada:hunter2@example.com/?k=web-hook-key" };
      await send(gateway, "POST", `/v1/endpoint:connect?access_token=${token}`, { token, body });
    }
    expect(await gateway.liveConnections()).toHaveLength(3);
    const shown = JSON.stringify([await gateway.connections(), await gateway.requests()]);
    for (const secret of [...secrets, token]) expect(shown).not.toContain(secret);
  });

  it("shows a request that is still running without a status", async () => {
    const release = gateway.holdStarts();
    const started = start(gateway);
    try {
      let last: unknown;
      while (last === undefined) last = (await gateway.requests()).find(({ operation }) => operation === "start");
      expect(last).toMatchObject({ status: null });
    } finally {
      release();
      await started;
    }
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { ENDPOINT, START, send, start, stop } from "../client.js";

const CONNECT = "/v1/endpoint:connect";

describe("POST /v1/endpoint:connect, start", () => {
  let gateway: TestGateway;
  let token: string;
  beforeEach(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
  });
  afterEach(() => gateway.close());

  const connect = (body: unknown, headers = {}) => send(gateway, "POST", CONNECT, { token, body, headers });

  it("answers 201 with exactly the four fields of the contract", async () => {
    const answer = await connect(START);
    expect(answer.status).toBe(201);
    const id = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    const host = gateway.url.replace("http://", "");
    expect(answer.body).toEqual({
      connectionId: expect.stringMatching(new RegExp(`^${id}$`)),
      conversationId: expect.stringMatching(/^\d{16}$/),
      eventUrl: expect.stringMatching(new RegExp(`^http://${host}/v1/event/${id}$`)),
      resultWebSocketUrl: expect.stringMatching(new RegExp(`^ws://${host}/events/${id}$`)),
    });
    expect(answer.headers.has("idempotency-replayed")).toBe(false);
  });

  it("takes the token as Authorization: Bearer too", async () => {
    const answer = await send(gateway, "POST", CONNECT, { body: START, headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(201);
  });

  it.each([
    ["no token", {}],
    ["an unknown token", { "x-api-key": "abc" }],
    ["an empty one", { "x-api-key": "" }],
    ["the secret instead of a token", { "x-api-key": "dev-app-secret" }],
    ["another scheme", { authorization: "Basic abc" }],
  ])("answers 401 in the API's words to %s, and dials nothing", async (_name, headers) => {
    for (const body of [START, { operation: "nonsense" }]) {
      const answer = await send(gateway, "POST", CONNECT, { body, headers });
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual({ message: "Token validation failed for provided token." });
    }
    expect(gateway.dialled()).toEqual([]);
  });

  it("goes through dialing, ringing, answered and DTMF sent, and shows when", async () => {
    const { connectionId, conversationId } = await start(gateway, { token, headers: { "idempotency-key": "k" } });
    const [call] = await waitFor(gateway.connections, ([first]) => first?.times.dtmfSent !== undefined);
    expect(call).toEqual({
      connectionId,
      conversationId,
      appId: "dev-app-id",
      state: "answered",
      endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: "***" },
      times: {
        dialing: expect.any(String),
        ringing: expect.any(String),
        answered: expect.any(String),
        dtmfSent: expect.any(String),
      },
      cause: null,
      warnings: [],
      dtmf: { pressed: 12, of: 12 },
      idempotencyKey: "k",
    });
    const { dialing = "", ringing = "", answered = "", dtmfSent = "" } = call?.times ?? {};
    const times = [dialing, ringing, answered, dtmfSent];
    expect(times.map((time) => new Date(time).toISOString())).toEqual(times);
    expect([...times].sort()).toEqual(times);
    expect(gateway.dialled()).toEqual([ENDPOINT]);
  });

  it("is `dialing` until the far end rings", async () => {
    const slow = await startTestGateway({ speed: 0.001 });
    try {
      await start(slow);
      expect(await slow.liveConnections()).toMatchObject([{ state: "dialing", idempotencyKey: null }]);
    } finally {
      await slow.close();
    }
  });

  it.each([
    ["GET", "/nowhere"],
    ["POST", "/v1/endpoint"],
    ["DELETE", "/v1/conversations"],
  ])("answers 404 in JSON to %s %s", async (method, path) => {
    const answer = await send(gateway, method, path, { token });
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ code: "NO_SUCH_ROUTE", message: expect.any(String) });
  });

  it.each([
    ["GET", "/v1/endpoint:connect", "POST"],
    ["PATCH", "/v1/starts/1", "GET"],
    ["OPTIONS", "/oauth2/token:generate", "POST"],
  ])("answers 405 to %s %s and names what the path takes", async (method, path, allowed) => {
    const answer = await send(gateway, method, path, { token });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allowed);
    expect(answer.body).toEqual({ code: "METHOD_NOT_ALLOWED", message: expect.any(String) });
  });

  it("answers 500 when the dialer fails: no connection, no details, and the limit is not used up", async () => {
    const small = await startTestGateway({ maxConnections: 1 });
    try {
      small.failStarts(2);
      const key = { "idempotency-key": "k" };
      for (const headers of [key, {}]) {
        const answer = await send(small, "POST", CONNECT, { token: await small.token(), body: START, headers });
        expect(answer.status).toBe(500);
        expect(answer.body).toEqual({ message: "Something went wrong in the gateway; its log says what." });
      }
      expect(await small.connections()).toEqual([]);
      await start(small, { headers: key });
      expect(await small.liveConnections()).toHaveLength(1);
    } finally {
      await small.close();
    }
  });

  it("answers 429 beyond --max-connections in the API's words, with Retry-After, until a call ends", async () => {
    const small = await startTestGateway({ maxConnections: 2, retryAfterSeconds: 7 });
    try {
      const own = await small.token();
      const first = await start(small);
      await start(small);
      const refused = await send(small, "POST", CONNECT, { token: own, body: START });
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("7");
      expect(refused.body).toEqual({
        code: "TOO_MANY_CONNECTIONS",
        message: expect.stringMatching(
          /^This API has a limit of maximum of `2` number of concurrent jobs per account\./,
        ),
      });
      expect(small.dialled()).toHaveLength(2);
      await stop(small, own, first.connectionId);
      await start(small);
    } finally {
      await small.close();
    }
  });

  it("lets no more than --max-connections through when many start at once", async () => {
    const small = await startTestGateway({ maxConnections: 5 });
    try {
      const own = await small.token();
      const release = small.holdStarts();
      const starts = Array.from({ length: 20 }, () => send(small, "POST", CONNECT, { token: own, body: START }));
      release();
      const statuses = (await Promise.all(starts)).map(({ status }) => status).sort();
      expect(statuses).toEqual([...Array(5).fill(201), ...Array(15).fill(429)]);
    } finally {
      await small.close();
    }
  });

  it("names the URLs by where the caller found the gateway, or by --public-url", async () => {
    const byName = await start({ ...gateway, url: gateway.url.replace("127.0.0.1", "localhost") }, { token });
    expect(byName.eventUrl).toContain("http://localhost:");
    expect(byName.resultWebSocketUrl).toContain("ws://localhost:");
    const published = await startTestGateway({ publicUrl: "https://gw.example.com/telephony" });
    try {
      const { eventUrl, resultWebSocketUrl, connectionId } = await start(published);
      expect(eventUrl).toBe(`https://gw.example.com/telephony/v1/event/${connectionId}`);
      expect(resultWebSocketUrl).toBe(`wss://gw.example.com/telephony/events/${connectionId}`);
    } finally {
      await published.close();
    }
  });

  it("ends a silent call after its idleTimeout", async () => {
    await start(gateway, { token, body: { ...START, endpoint: { ...ENDPOINT, idleTimeout: 1 } } });
    const [ended] = await waitFor(gateway.connections, ([call]) => call?.state === "ended");
    expect(ended?.cause).toBe("idle timeout");
  });
});

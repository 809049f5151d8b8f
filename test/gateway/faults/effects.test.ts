import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { askToken, isRecord, refusedUpgrade, Socket, START, send, start, stop } from "../client.js";

const CONNECT = "/v1/endpoint:connect";

describe("faults, on the wire", () => {
  let gateway: TestGateway;
  let token: string;
  beforeEach(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
  });
  afterEach(() => gateway.close());

  const fault = async (operation: string, effect: object, rule: object = {}): Promise<void> => {
    const body = { rules: [{ id: "f", operation, effect, ...rule }] };
    expect(await send(gateway, "PUT", "/_gateway/faults", { body })).toMatchObject({ status: 200 });
  };
  const dial = () => send(gateway, "POST", CONNECT, { token, body: START });

  /** What happens to a POST, down to the socket: its error, or its answer with the pieces in which it came. */
  function raw(
    path: string,
    body: object,
    more: Record<string, string> = {},
  ): Promise<{ error?: string; status?: number; pieces: string[] }> {
    return new Promise((resolve) => {
      const pieces: string[] = [];
      const headers = { "x-api-key": token, "content-type": "application/json", ...more };
      const sent = httpRequest(gateway.url + path, { method: "POST", headers }, (response) => {
        response.on("data", (chunk: Buffer) => pieces.push(chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, pieces }));
        response.on("error", ({ message }) => resolve({ error: message, pieces }));
      });
      sent.on("error", (error) => resolve({ error: "code" in error ? String(error.code) : error.message, pieces }));
      sent.end(JSON.stringify(body));
    });
  }

  it.each([
    ["before", 0],
    ["after", 1],
  ])("status %s: any status, headers and body; %i calls are placed", async (when, placed) => {
    const headers = { "retry-after": "7", "content-type": "text/html" };
    await fault("start", { type: "status", status: 503, headers, body: "<h1>proxy</h1>", when }, { count: 1 });
    const answer = await dial();
    expect(answer).toMatchObject({ status: 503, body: "<h1>proxy</h1>" });
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(answer.headers.get("content-type")).toBe("text/html");
    expect(gateway.dialled()).toHaveLength(placed);
    expect((await gateway.requests("fault=f"))[0]).toMatchObject({ operation: "start", status: 503, fault: "f" });
    expect((await dial()).status).toBe(201);
  });

  it("status: JSON goes out as JSON, and nothing as nothing", async () => {
    await fault("conversation", { type: "status", status: 404, body: { message: "gone", deep: [1] } });
    const answer = await send(gateway, "GET", "/v1/conversations/1", { token });
    expect(answer).toMatchObject({ status: 404, body: { message: "gone", deep: [1] } });
    await fault("conversation", { type: "status", status: 200, when: "after" });
    expect(await send(gateway, "GET", "/v1/conversations/1", { token })).toMatchObject({ status: 200, body: "" });
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ])("reset %s the effect: the client sees ECONNRESET, and %i calls are placed", async (when, placed) => {
    await fault("start", { type: "reset", when });
    expect(await raw(CONNECT, START)).toEqual({ error: "ECONNRESET", pieces: [] });
    expect(gateway.dialled()).toHaveLength(placed);
    expect(await gateway.liveConnections()).toHaveLength(placed);
    expect((await gateway.requests("operation=start"))[0]).toMatchObject({ status: null, fault: "f" });
  });

  it("an answer that was lost is found again by its Idempotency-Key", async () => {
    await fault("start", { type: "reset", when: "after" });
    expect((await raw(CONNECT, START, { "idempotency-key": "k" })).error).toBe("ECONNRESET");
    const found = await send(gateway, "GET", "/v1/starts/k", { token });
    const [placed] = await gateway.liveConnections();
    expect(found).toMatchObject({ status: 200, body: { connectionId: placed?.connectionId } });
    await fault("start", { type: "reset" });
    expect((await raw(CONNECT, START, { "idempotency-key": "k2" })).error).toBe("ECONNRESET");
    expect(await send(gateway, "GET", "/v1/starts/k2", { token })).toMatchObject({ status: 404 });
    expect(gateway.dialled()).toHaveLength(1);
  });

  it("reset after a stop: the call is down all the same", async () => {
    const { connectionId } = await start(gateway, { token });
    await fault("stop", { type: "reset", when: "after" });
    expect((await raw(CONNECT, { operation: "stop", connectionId })).error).toBe("ECONNRESET");
    expect(gateway.legsUp()).toBe(0);
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ])("delay %s: the answer waits, and meanwhile %i calls are placed", async (when, placed) => {
    await fault("start", { type: "delay", when }, { delay: 300 });
    let answered = false;
    const dialled = dial().finally(() => {
      answered = true;
    });
    await waitFor(
      () => gateway.requests("fault=f"),
      (struck) => struck.length === 1,
    );
    if (placed === 1) await waitFor(gateway.dialled, (calls) => calls.length === 1);
    expect(answered).toBe(false);
    expect(gateway.dialled()).toHaveLength(placed);
    expect((await dialled).status).toBe(201);
    expect(gateway.dialled()).toHaveLength(1);
  });

  it("drip: the whole answer, a byte at a time", async () => {
    await fault("stop", { type: "drip", interval: 1 });
    const { connectionId } = await start(gateway, { token });
    const { status, pieces } = await raw(CONNECT, { operation: "stop", connectionId });
    expect(status).toBe(200);
    expect(JSON.parse(pieces.join(""))).toMatchObject({ connectionId, summaryInfo: [] });
    // Some bytes share a piece where the machine is busy.
    expect(pieces.length).toBeGreaterThan(20);
  });

  it("malformed JSON: 201, and an answer that cannot be read; the call is up", async () => {
    await fault("start", { type: "malformed-json" });
    const { status, pieces } = await raw(CONNECT, START);
    expect(status).toBe(201);
    expect(() => JSON.parse(pieces.join(""))).toThrow();
    expect(gateway.legsUp()).toBe(1);
  });

  it("missing field: the rest of the answer", async () => {
    await fault("start", { type: "missing-field", field: "connectionId" });
    const { status, body } = await dial();
    expect(status).toBe(201);
    expect(isRecord(body) && Object.keys(body).sort()).toEqual(["conversationId", "eventUrl", "resultWebSocketUrl"]);
    expect(gateway.legsUp()).toBe(1);
  });

  it("hang-up: the far end does, so many seconds after the answer", async () => {
    await fault("start", { type: "hang-up", after: 60 });
    const { connectionId } = await start(gateway, { token });
    const [ended] = await waitFor(gateway.connections, ([call]) => call?.state === "ended");
    expect(ended).toMatchObject({ connectionId, cause: "remote hang-up" });
  });

  it("short token: it is good until it expires, and the app's own token stays what it was", async () => {
    await fault("token", { type: "short-token", seconds: 5 }, { appId: "dev-app-id", count: 1 });
    const credentials = { type: "application", appId: gateway.appId, appSecret: gateway.appSecret };
    const { body } = await askToken(gateway, credentials);
    const short = isRecord(body) ? String(body.accessToken) : "";
    expect(body).toEqual({ accessToken: expect.stringMatching(/^eyJ/), expiresIn: 5 });
    expect(short).not.toBe(token);
    expect((await send(gateway, "POST", CONNECT, { token: short, body: START })).status).toBe(201);
    gateway.advanceClock(6_000);
    expect((await send(gateway, "POST", CONNECT, { token: short, body: START })).status).toBe(401);
    expect((await askToken(gateway, credentials)).body).toMatchObject({ accessToken: token });
  });

  it("token expired: a good token is refused, as often as the rule says", async () => {
    await fault("start", { type: "token-expired" }, { count: 1 });
    expect(await dial()).toMatchObject({
      status: 401,
      body: { message: "Token validation failed for provided token." },
    });
    expect((await gateway.requests("status=401"))[0]?.why).toEqual(["A fault has the token taken for expired."]);
    expect((await dial()).status).toBe(201);
  });

  it("WebSockets: refused with any status, reset before and after they open", async () => {
    const { resultWebSocketUrl } = await start(gateway, { token });
    const headers = { "x-api-key": token };
    await fault("websocket", { type: "status", status: 502, body: { message: "proxy" } });
    expect(await refusedUpgrade(resultWebSocketUrl, headers)).toEqual({ status: 502, body: { message: "proxy" } });
    await fault("websocket", { type: "token-expired" });
    expect((await refusedUpgrade(resultWebSocketUrl, headers)).status).toBe(401);
    await fault("websocket", { type: "reset" });
    await expect(Socket.open(resultWebSocketUrl, headers)).rejects.toMatchObject({ code: "ECONNRESET" });
    await fault("websocket", { type: "reset", when: "after" }, { delay: 20 });
    const socket = await Socket.open(resultWebSocketUrl, headers);
    expect(await socket.closed).toEqual({ code: 1006, reason: "" });
    expect(gateway.legsUp()).toBe(1);
  });

  it("strike look-ups and events, and nobody who is not let in", async () => {
    await fault("look-up", { type: "status", status: 500 });
    expect((await send(gateway, "GET", "/v1/starts/k", { token })).status).toBe(500);
    expect((await send(gateway, "GET", "/v1/starts/k", { token: "x" })).status).toBe(401);
    const { connectionId } = await start(gateway, { token });
    await fault("event", { type: "reset" });
    expect((await raw(`/v1/event/${connectionId}`, {})).error).toBe("ECONNRESET");
  });

  it("do not hold up the stop of the gateway", async () => {
    await fault("start", { type: "delay" }, { delay: 600_000 });
    const hanging = dial();
    await waitFor(
      () => gateway.requests("fault=f"),
      (struck) => struck.length === 1,
    );
    await gateway.close();
    expect((await hanging).status).toBe(503);
    expect(gateway.dialled()).toEqual([]);
  });

  it("a stop is answered once the rule is gone", async () => {
    const { connectionId } = await start(gateway, { token });
    await fault("stop", { type: "status", status: 500 });
    expect((await stop(gateway, token, connectionId)).status).toBe(500);
    expect(gateway.legsUp()).toBe(1);
    await send(gateway, "DELETE", "/_gateway/faults");
    expect((await stop(gateway, token, connectionId)).status).toBe(200);
  });
});

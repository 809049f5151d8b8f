import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { operationOutcome, outcomeOf } from "../../../gateway/metrics/outcomes.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { ENDPOINT, Socket, START, send, start, stop } from "../client.js";

describe("GET /metrics", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway({ maxConnections: 2 });
  });
  afterEach(() => gateway.close());

  const scrape = async (): Promise<string> => String((await send(gateway, "GET", "/metrics")).body);
  /** Value of a series, such as `calls{state="answered"}`. */
  const value = async (series: string): Promise<number> => {
    const line = (await scrape()).split("\n").find((each) => each.startsWith(`symbl_gateway_${series} `));
    return Number(line?.split(" ").at(-1) ?? Number.NaN);
  };

  it("counts calls, starts, stops, sockets and requests", async () => {
    const token = await gateway.token();
    const headers = { "idempotency-key": "k" };
    const first = await start(gateway, { token, headers });
    await start(gateway, { token, headers });
    const second = await start(gateway, { token });
    await send(gateway, "POST", "/v1/endpoint:connect", { token, body: START });
    await send(gateway, "POST", "/v1/endpoint:connect", { token, body: { ...START, endpoint: {} } });
    const socket = await Socket.open(second.resultWebSocketUrl, { "x-api-key": token });
    await waitFor(
      () => value('calls{state="answered"}'),
      (answered) => answered === 2,
    );
    expect(await value("websockets")).toBe(1);
    await stop(gateway, token, first.connectionId);
    await gateway.hangUp(second.connectionId);
    await socket.closed;
    expect(await value('calls{state="answered"}')).toBe(0);
    expect(await value('calls_ended_total{outcome="stopped"}')).toBe(1);
    expect(await value('calls_ended_total{outcome="remote_hang_up"}')).toBe(1);
    expect(await value("call_duration_seconds_count")).toBe(2);
    expect(await value('operations_total{operation="start",outcome="done"}')).toBe(2);
    expect(await value('operations_total{operation="start",outcome="replayed"}')).toBe(1);
    expect(await value('operations_total{operation="start",outcome="too_many"}')).toBe(1);
    expect(await value('operations_total{operation="start",outcome="refused"}')).toBe(1);
    expect(await value('operations_total{operation="stop",outcome="done"}')).toBe(1);
    const starts = 'method="POST",route="/v1/endpoint::connect",status="201"';
    expect(await value(`http_request_duration_seconds_count{${starts}}`)).toBe(3);
    expect(await scrape()).toContain("process_resident_memory_bytes");
  });

  it("has no label that callers could fill: neither paths, methods, ids nor what far ends say", async () => {
    const { connectionId, conversationId } = await start(gateway);
    for (const path of ["/nowhere-1", "/nowhere-2", "/v1/starts/key-1", `/v1/conversations/${conversationId}`]) {
      await send(gateway, "GET", path);
      await send(gateway, "PROPFIND", path);
    }
    const text = await scrape();
    for (const own of ["nowhere", "key-1", connectionId, conversationId, ENDPOINT.phoneNumber, "PROPFIND"]) {
      expect(text).not.toContain(own);
    }
  });

  it("is for those who may see /_gateway", async () => {
    const forwarded = await send(gateway, "GET", "/metrics", { headers: { "x-forwarded-for": "192.0.2.7" } });
    expect(forwarded.status).toBe(403);
    const apps = [{ appId: "blue", appSecret: "a-secret-of-some-length" }];
    const open = await startTestGateway({ host: "0.0.0.0", apps, adminToken: "the-admin-token" });
    try {
      const local = { url: open.url.replace("0.0.0.0", "127.0.0.1") };
      expect((await send(local, "GET", "/metrics")).status).toBe(401);
      const headers = { authorization: "Bearer the-admin-token" };
      const answer = await send(local, "GET", "/metrics", { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toContain("text/plain");
    } finally {
      await open.close();
    }
  });
});

describe("the words for what came of things", () => {
  it.each([
    ["stopped", "stopped"],
    ["stopped by operator", "stopped_by_operator"],
    ["remote hang-up", "remote_hang_up"],
    ["486 Busy Here", "sip_4xx"],
    ["603 Decline", "sip_6xx"],
    ["whatever the network said", "other"],
    [null, "other"],
  ])("%s → %s", (cause, word) => {
    expect(outcomeOf(cause)).toBe(word);
  });

  it.each([
    [201, false, "done"],
    [201, true, "replayed"],
    [429, false, "too_many"],
    [404, false, "refused"],
    [503, false, "failed"],
  ] as const)("status %i (replayed: %s) → %s", (status, replayed, word) => {
    expect(operationOutcome(status, replayed)).toBe(word);
  });
});

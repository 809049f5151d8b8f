import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { type Answer, askToken, isRecord, START, send, start, stop, wrongPaths } from "../client.js";

const HOUR = 3_600_000;

describe("Idempotency-Key and GET /v1/starts/{key}", () => {
  let gateway: TestGateway;
  let token: string;
  let key: string;
  beforeEach(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
    key = randomUUID();
  });
  afterEach(() => gateway.close());

  const startWith = (idempotencyKey: string, body: unknown = START): Promise<Answer> =>
    send(gateway, "POST", "/v1/endpoint:connect", { token, body, headers: { "idempotency-key": idempotencyKey } });
  const lookUp = (idempotencyKey: string): Promise<Answer> =>
    send(gateway, "GET", `/v1/starts/${encodeURIComponent(idempotencyKey)}`, { token });

  it("a repeated start gets the same 201 and says that it is a repetition; one call is placed", async () => {
    const first = await startWith(key);
    expect(first.headers.has("idempotency-replayed")).toBe(false);
    const second = await startWith(key);
    expect(second.status).toBe(201);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second.body).toEqual(first.body);
    expect(gateway.dialled()).toHaveLength(1);
  });

  it("the same fields in another order are the same body", async () => {
    const first = await startWith(key, { ...START, timezone: "UTC" });
    const second = await startWith(key, { timezone: "UTC", endpoint: { ...START.endpoint }, operation: "start" });
    expect(second.body).toEqual(first.body);
  });

  it("another body gets 422, and no call is placed", async () => {
    await startWith(key);
    const answer = await startWith(key, { ...START, timezone: "Asia/Tokyo" });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED", message: expect.any(String) });
    expect(gateway.dialled()).toHaveLength(1);
  });

  it("while the start runs: another with the key gets 409, another body 422, and the look-up 202; then 200", async () => {
    const release = gateway.holdStarts();
    const first = startWith(key);
    // The start has arrived once the journal shows it and a second one is refused.
    await waitFor(
      () => gateway.requests(),
      (requests) => requests.some(({ operation }) => operation === "start"),
    );
    const second = await startWith(key);
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ code: "START_RUNNING" });
    expect((await startWith(key, { ...START, timezone: "Asia/Tokyo" })).status).toBe(422);
    expect((await lookUp(key)).status).toBe(202);
    release();
    const answer = await first;
    expect(answer.status).toBe(201);
    const found = await lookUp(key);
    expect(found.status).toBe(200);
    expect(found.body).toEqual(answer.body);
    expect(gateway.dialled()).toHaveLength(1);
  });

  it("of many starts at once with one key, one places the call", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => startWith(key)));
    const ids = answers.filter(({ status }) => status === 201).map(({ body }) => JSON.stringify(body));
    expect(new Set(ids).size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(gateway.dialled()).toHaveLength(1);
  });

  it("the look-up answers the start's body, whether the call lives or not", async () => {
    const { body } = await startWith(key);
    expect(await lookUp(key)).toMatchObject({ status: 200, body });
    const [call] = await gateway.connections();
    await stop(gateway, token, call?.connectionId ?? "");
    expect(await lookUp(key)).toMatchObject({ status: 200, body });
    expect(await startWith(key)).toMatchObject({ status: 201, body });
    expect(gateway.dialled()).toHaveLength(1);
  });

  it("the look-up of a key that never came answers 404 and burns it: a later start with it gets 409", async () => {
    const answer = await lookUp(key);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ code: "START_NOT_FOUND" });
    const late = await startWith(key);
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ code: "START_KEY_BURNED" });
    expect(await lookUp(key)).toMatchObject({ status: 404, body: { code: "START_NOT_FOUND" } });
    expect(gateway.dialled()).toEqual([]);
  });

  it("a key is kept for 24 hours", async () => {
    const { body } = await startWith(key);
    gateway.advanceClock(24 * HOUR - 60_000);
    token = await gateway.token();
    expect(await startWith(key)).toMatchObject({ status: 201, body });
    gateway.advanceClock(60_000);
    token = await gateway.token();
    expect((await lookUp(key)).status).toBe(404);
  });

  it.each([
    ["refused as invalid", async () => (await startWith(key, { operation: "start" })).status, 400],
    [
      "refused for its token",
      async () =>
        (
          await send(gateway, "POST", "/v1/endpoint:connect", {
            token: "x",
            body: START,
            headers: { "idempotency-key": key },
          })
        ).status,
      401,
    ],
    [
      "that failed before anything was dialled",
      async () => {
        gateway.failStarts(1);
        return (await startWith(key)).status;
      },
      500,
    ],
  ])("a start %s leaves its key free", async (_name, attempt, status) => {
    expect(await attempt()).toBe(status);
    expect((await startWith(key)).status).toBe(201);
  });

  it("a start beyond the limit leaves its key free, and a repetition is never beyond it", async () => {
    await gateway.close();
    gateway = await startTestGateway({ maxConnections: 1 });
    token = await gateway.token();
    const first = await startWith("first");
    expect((await startWith(key)).status).toBe(429);
    expect(await startWith("first")).toMatchObject({ status: 201, body: first.body });
    expect((await lookUp(key)).status).toBe(404);
  });

  it("a stop takes no notice of the header", async () => {
    const { connectionId } = await start(gateway, { token });
    const headers = { "idempotency-key": key };
    const body = { operation: "stop", connectionId };
    expect((await send(gateway, "POST", "/v1/endpoint:connect", { token, body, headers })).status).toBe(200);
    expect((await lookUp(key)).status).toBe(404);
  });

  it("one app's key says nothing of another's", async () => {
    await gateway.close();
    const apps = ["blue", "green"].map((appId) => ({ appId, appSecret: `the-secret-of-${appId}` }));
    gateway = await startTestGateway({ apps });
    const [blue = "", green = ""] = await Promise.all(
      apps.map(async (app) => {
        const { body } = await askToken(gateway, { type: "application", ...app });
        return isRecord(body) ? String(body.accessToken) : "";
      }),
    );
    token = blue;
    const first = await startWith(key);
    token = green;
    expect((await lookUp(key)).status).toBe(404);
    expect((await startWith(key)).status).toBe(409);
    token = blue;
    expect(await lookUp(key)).toMatchObject({ status: 200, body: first.body });
  });

  it.each(["", "a b", "x".repeat(256), "schlüssel"])("a start with the key %j gets 400", async (wrong) => {
    const header = Buffer.from(wrong).toString("latin1");
    const answer = await startWith(header);
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(["Idempotency-Key"]);
  });

  it.each(["a/b?c=d#e", "x".repeat(255), "ключ"])(
    "the look-up takes any key that a start takes, and no other: %j",
    async (odd) => {
      const possible = /^[\x21-\x7e]+$/.test(odd);
      expect((await lookUp(odd)).status).toBe(possible ? 404 : 400);
    },
  );

  it("the look-up needs a token, and burns nothing without one", async () => {
    const answer = await send(gateway, "GET", `/v1/starts/${key}`);
    expect(answer.status).toBe(401);
    expect((await startWith(key)).status).toBe(201);
  });

  it("HEAD does not look up, and so burns nothing", async () => {
    expect((await send(gateway, "HEAD", `/v1/starts/${key}`, { token })).status).toBe(405);
    expect((await startWith(key)).status).toBe(201);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgres } from "../../gateway/store/sql/open-postgres.js";
import { startTestGateway, type TestGateway, waitFor } from "../support/gateway.js";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres.js";
import { type Answer, ENDPOINT, START, send, start, stop } from "./client.js";

const missing = whyNoPostgres();
describe("a gateway that loses its database", () => {
  if (missing !== undefined) {
    it.skip(`is not tested here: ${missing}`);
    return;
  }
  let postgres: TestPostgres;
  let gateway: TestGateway;
  let token: string;
  /** Why the call ended, as soon as the database that came back knows that it did. */
  const causeOnceKept = async (): Promise<unknown> => {
    const [connection] = await waitFor(
      () => gateway.connections().catch(() => []),
      ([shown]) => shown?.state === "ended",
    );
    return connection?.cause;
  };
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 120_000);
  beforeEach(async () => {
    gateway = await startTestGateway({
      openStorage: openPostgres(await postgres.createDatabase(), { leaseMs: 20_000 }),
    });
    token = await gateway.token();
  });
  afterEach(async () => {
    await postgres.start();
    await gateway.close();
  });
  afterAll(() => postgres.close());

  const startWith = (key: string): Promise<Answer> =>
    send(gateway, "POST", "/v1/endpoint:connect", { token, body: START, headers: { "idempotency-key": key } });

  it("answers 503, dials nothing and keeps its calls up; afterwards all goes on", async () => {
    const first = await start(gateway, { token });
    await postgres.kill();
    const key = randomUUID();
    for (const answer of [
      await startWith(key),
      await send(gateway, "GET", `/v1/starts/${key}`, { token }),
      await stop(gateway, token, first.connectionId),
      await send(gateway, "GET", `/v1/conversations/${first.conversationId}`, { token }),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: { code: "STORE_UNAVAILABLE" } });
      expect(answer.headers.get("retry-after")).toBe("1");
    }
    expect((await send(gateway, "GET", "/_gateway/health")).status).toBe(200);
    expect(gateway.dialled()).toHaveLength(1);
    expect(gateway.legsUp()).toBe(1);

    await postgres.start();
    const second = await waitFor(
      () => startWith(key),
      ({ status }) => status !== 503 && status !== 409,
    );
    expect(second.status).toBe(201);
    expect((await stop(gateway, token, first.connectionId)).status).toBe(200);
    expect(gateway.legsUp()).toBe(1);
    expect((await gateway.connections()).map(({ cause }) => cause)).toEqual(["stopped", null]);
  });

  it("keeps later how a call ended meanwhile", async () => {
    await start(gateway, { token, body: { ...START, endpoint: { ...ENDPOINT, idleTimeout: 1_000 } } });
    await waitFor(gateway.connections, ([connection]) => connection?.times.dtmfSent !== undefined);
    await postgres.kill();
    await waitFor(gateway.legsUp, (legs) => legs === 0);
    await postgres.start();
    expect(await causeOnceKept()).toBe("idle timeout");
  });

  it("hangs up before the others take it for gone, and takes calls again when the database is back", async () => {
    await gateway.close();
    gateway = await startTestGateway({
      openStorage: openPostgres(await postgres.createDatabase(), { leaseMs: 2_000 }),
    });
    token = await gateway.token();
    await start(gateway, { token });
    await postgres.kill();
    await waitFor(gateway.legsUp, (legs) => legs === 0);
    await postgres.start();
    expect(await causeOnceKept()).toBe("database lost");
    await waitFor(
      () => startWith(randomUUID()),
      ({ status }) => status === 201,
    );
  });

  it("stops all the same, without its database", async () => {
    await start(gateway, { token });
    await postgres.kill();
    await gateway.close();
    expect(gateway.legsUp()).toBe(0);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgres } from "../../gateway/store/sql/open-postgres.js";
import { startTestGateway, type TestGateway, waitFor } from "../support/gateway.js";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres.js";
import { isRecord, Socket, type StartAnswer, send, start, stop } from "./client.js";
import { ADA, TalkingDialer } from "./talking-dialer.js";

const missing = whyNoPostgres();
describe("what is said while the database is away", () => {
  if (missing !== undefined) {
    it.skip(`is not tested here: ${missing}`);
    return;
  }
  let postgres: TestPostgres;
  let dialer: TalkingDialer;
  let gateway: TestGateway;
  let token: string;
  let session: StartAnswer;
  let socket: Socket;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 120_000);
  beforeEach(async () => {
    dialer = new TalkingDialer();
    gateway = await startTestGateway({
      dialer,
      openStorage: openPostgres(await postgres.createDatabase(), { leaseMs: 60_000 }),
    });
    token = await gateway.token();
    session = await start(gateway, { token });
    socket = await Socket.open(session.resultWebSocketUrl, { "x-api-key": token });
  });
  afterEach(async () => {
    await postgres.start();
    socket.terminate();
    await gateway.close();
  });
  afterAll(() => postgres.close());

  const numbers = Array.from({ length: 20 }, (_, number) => number);
  const published = (): readonly string[] =>
    socket.arrived().flatMap((text) => {
      const { type, messages }: { type: string; messages?: { payload: { content: string } }[] } = JSON.parse(text);
      return type === "message_response" ? (messages ?? []).map(({ payload }) => payload.content) : [];
    });
  const kept = async (): Promise<readonly string[]> => {
    const path = `/v1/conversations/${session.conversationId}/messages`;
    const { body, status } = await send(gateway, "GET", path, { token });
    return status === 200 && isRecord(body) && Array.isArray(body.messages)
      ? body.messages.map(({ text }) => text)
      : [];
  };

  it("is kept and published when it is back, once and in its order", async () => {
    dialer.say("Before.", { speaker: ADA });
    await waitFor(published, ({ length }) => length === 1);
    await postgres.kill();
    for (const number of numbers) dialer.say(`Message ${number}.`, { speaker: ADA });
    expect(published()).toEqual(["Before."]);
    await postgres.start();
    await waitFor(published, ({ length }) => length === 21);
    dialer.say("After.", { speaker: ADA });
    await waitFor(published, ({ length }) => length === 22);
    const all = ["Before.", ...numbers.map((number) => `Message ${number}.`), "After."];
    expect(published()).toEqual(all);
    expect(await kept()).toEqual(all);
  }, 60_000);

  it("is kept when it is back although the call has ended meanwhile", async () => {
    await postgres.kill();
    for (const number of numbers) dialer.say(`Message ${number}.`, { speaker: ADA });
    expect((await stop(gateway, token, session.connectionId)).status).toBe(503);
    dialer.tell({ type: "ended", cause: "remote hang-up" });
    expect((await socket.closed).code).toBe(1000);
    expect(published(), "nothing is published that is not kept").toEqual([]);
    await postgres.start();
    await waitFor(
      () => stop(gateway, token, session.connectionId),
      ({ status }) => status === 200,
    );
    expect(await waitFor(kept, ({ length }) => length === 20)).toEqual(numbers.map((number) => `Message ${number}.`));
    expect((await gateway.connections())[0]).toMatchObject({ state: "ended", cause: "remote hang-up" });
  }, 60_000);
});

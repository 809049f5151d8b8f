import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgres } from "../../gateway/store/sql/open-postgres.js";
import { startTestGateway, type TestGateway, waitFor } from "../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.js";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres.js";
import { type Answer, Socket, START, send, start, stop } from "./client.js";

const missing = whyNoPostgres();
describe("several gateways on one PostgreSQL", () => {
  if (missing !== undefined) {
    it.skip(`is not tested here: ${missing}`);
    return;
  }
  let postgres: TestPostgres;
  let url: string;
  let one: TestGateway;
  let two: TestGateway;
  let token: string;
  const processes: GatewayProcess[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 120_000);
  beforeEach(async () => {
    url = await postgres.createDatabase();
    [one, two] = await Promise.all([startGateway(), startGateway()]);
    token = await one.token();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each.kill()));
    await Promise.all([one.close(), two.close()]);
  });
  afterAll(() => postgres.close());

  const startGateway = (leaseMs = 30_000, maxConnections = 50): Promise<TestGateway> =>
    startTestGateway({ openStorage: openPostgres(url, { leaseMs }), maxConnections });
  const startWith = (on: { readonly url: string }, key: string): Promise<Answer> =>
    send(on, "POST", "/v1/endpoint:connect", { token, body: START, headers: { "idempotency-key": key } });

  it("know each other's tokens, calls and conversations", async () => {
    const { connectionId, conversationId } = await start(one, { token });
    expect((await two.connections()).map((shown) => shown.connectionId)).toEqual([connectionId]);
    expect((await send(two, "GET", `/v1/conversations/${conversationId}`, { token })).status).toBe(200);
    const pressed = await waitFor(one.connections, ([call]) => call?.times.dtmfSent !== undefined);
    const seen = await waitFor(two.connections, ([call]) => call?.times.dtmfSent !== undefined);
    // How far the keys are is known where the call is up.
    expect(pressed).toMatchObject([{ dtmf: { pressed: 12, of: 12 } }]);
    expect(seen).toEqual(pressed.map((call) => ({ ...call, dtmf: null })));
  });

  it("a stop reaches the one that has the call up", async () => {
    const { connectionId } = await start(one, { token });
    const stopped = await stop(two, token, connectionId);
    expect(stopped).toMatchObject({ status: 200, body: { connectionId } });
    expect(one.legsUp()).toBe(0);
    expect((await two.connections())[0]).toMatchObject({ state: "ended", cause: "stopped" });
    expect((await stop(one, token, connectionId)).body).toEqual(stopped.body);
  });

  it("many stops at once of one call get the same answer", async () => {
    const { connectionId } = await start(one, { token });
    const answers = await Promise.all([one, two, one, two, two].map((on) => stop(on, token, connectionId)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(one.legsUp()).toBe(0);
  });

  it("of many starts with one key at both, one places the call, and both repeat its answer", async () => {
    for (const key of [randomUUID(), randomUUID(), randomUUID()]) {
      const answers = await Promise.all([one, two, one, two, one, two].map((on) => startWith(on, key)));
      expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
      const [found, again] = [
        await send(one, "GET", `/v1/starts/${key}`, { token }),
        await send(two, "GET", `/v1/starts/${key}`, { token }),
      ];
      expect(found.status).toBe(200);
      expect(again.body).toEqual(found.body);
    }
    expect(one.dialled().length + two.dialled().length).toBe(3);
  });

  it("a key that one looked up in vain is burned at the other", async () => {
    const key = randomUUID();
    expect((await send(one, "GET", `/v1/starts/${key}`, { token })).status).toBe(404);
    expect((await startWith(two, key)).status).toBe(409);
  });

  it("share the limit of live connections", async () => {
    await Promise.all([one.close(), two.close()]);
    [one, two] = await Promise.all([startGateway(30_000, 3), startGateway(30_000, 3)]);
    const answers = await Promise.all(
      [one, two, one, two, one, two].map((on) => send(on, "POST", "/v1/endpoint:connect", { token, body: START })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 429, 429, 429]);
  });

  it("results and the end of a call reach the sockets at the other", async () => {
    const { connectionId } = await start(one, { token });
    const socket = await Socket.open(`${two.url.replace("http", "ws")}/events/${connectionId}`, { "x-api-key": token });
    one.publish(connectionId, { type: "topic_response", topics: [] });
    expect(JSON.parse(await socket.next())).toEqual({ type: "topic_response", topics: [] });
    socket.send(
      JSON.stringify({
        ...{ topic: "speaker", type: "joined", timestamp: "2026-01-01T00:00:00.000Z" },
        user: { userId: "ada@example.com", name: "Ada" },
      }),
    );
    await one.hangUp(connectionId);
    expect(await socket.closed).toEqual({ code: 1000, reason: "remote hang-up" });
  });

  it("the far end of a simulated call can be made to hang up from any of them", async () => {
    const { connectionId } = await start(one, { token });
    await two.hangUp(connectionId);
    expect((await one.connections())[0]).toMatchObject({ state: "ended", cause: "remote hang-up" });
  });

  it("keys reach the one that has the call up, once, and nobody who listens to the database reads them", async () => {
    const body = { operation: "start", endpoint: { type: "sip", uri: "sip:answer@meet.example.com" } };
    const { connectionId } = await start(one, { token, body });
    const press = (dtmf: string) => send(two, "POST", `/_gateway/connections/${connectionId}/dtmf`, { body: { dtmf } });
    await waitFor(one.connections, ([call]) => call?.state === "answered");
    const listener = new pg.Client(url);
    await listener.connect();
    try {
      const told: string[] = [];
      listener.on("notification", ({ payload = "" }) => told.push(payload));
      await listener.query("listen symbl_gateway");
      expect((await press("939293#,1234#")).status).toBe(200);
      const [call] = await waitFor(one.connections, ([shown]) => shown?.times.dtmfSent !== undefined);
      expect(call).toMatchObject({ state: "answered", dtmf: { pressed: 12, of: 12 } });
      await waitFor(
        () => told.join("\n"),
        (all) => all.includes('"dtmf-answer"'),
      );
      expect(told.filter((payload) => payload.includes('"type":"dtmf"'))).toHaveLength(1);
      expect(told.join("\n")).not.toMatch(/939293|1234#/);
    } finally {
      await listener.end();
    }
    await stop(one, token, connectionId);
    expect((await press("1")).status).toBe(409);
  });

  it("keys are not pressed before the answer, whichever is asked", async () => {
    const body = { operation: "start", endpoint: { type: "sip", uri: "sip:no-answer@meet.example.com" } };
    const { connectionId } = await start(one, { token, body });
    const answer = await send(two, "POST", `/_gateway/connections/${connectionId}/dtmf`, { body: { dtmf: "1" } });
    expect([answer.status, answer.body]).toMatchObject([409, { code: "NOT_ANSWERED" }]);
  });

  it("one that stops ends its own calls alone", async () => {
    await start(one, { token });
    const { connectionId } = await start(two, { token });
    await one.close();
    expect((await two.liveConnections()).map((shown) => shown.connectionId)).toEqual([connectionId]);
  });

  it("a stop that the holder does not answer gets 503, and the call stays live", async () => {
    const asking = await startTestGateway({ openStorage: openPostgres(url, { answerMs: 1_000 }) });
    try {
      const { connectionId } = await start(one, { token });
      // A process of another machine, which this one takes to live.
      await postgres.run(
        url,
        "insert into processes values ('silent', 'elsewhere', 1, '', 'infinity')",
        "update connections set process_id = 'silent'",
      );
      const answer = await stop(asking, token, connectionId);
      expect(answer).toMatchObject({ status: 503, body: { code: "HOLDER_SILENT" } });
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(await asking.liveConnections()).toHaveLength(1);
    } finally {
      await asking.close();
    }
  });

  it("the calls of a killed one are ended by another, and a stop for one of them is answered", async () => {
    const killed = await startGatewayProcess(["--database-url", url]);
    processes.push(killed);
    const { status, body } = await startWith(killed, "k");
    expect(status).toBe(201);
    const [shown] = await two.liveConnections();
    await killed.kill("SIGKILL");
    // At once, since it can be seen on this machine that the process is gone.
    expect((await stop(two, token, shown?.connectionId ?? "")).status).toBe(200);
    expect((await two.connections())[0]).toMatchObject({ state: "ended", cause: "gateway restarted" });
    expect((await startWith(two, "k")).body).toEqual(body);
    expect(await startWith(two, "other")).toMatchObject({ status: 201 });
  }, 60_000);

  it("the calls of one that is silent beyond its lease are ended by another; it hangs up when it hears of that", async () => {
    const silent = await startTestGateway({ openStorage: openPostgres(url, { leaseMs: 3_000 }) });
    try {
      await start(silent, { token });
      // As it looks to the others when it cannot be heard.
      await postgres.run(
        url,
        "update processes set lease_until = now() - interval '1 second' where lease_until < now() + interval '4 seconds'",
        "update processes set place = 'elsewhere'",
      );
      const surviving = await startGateway(600);
      try {
        const [shown] = await waitFor(surviving.connections, ([connection]) => connection?.state === "ended");
        expect(shown?.cause).toBe("gateway restarted");
        await waitFor(silent.legsUp, (legs) => legs === 0);
        await waitFor(
          () => startWith(silent, randomUUID()),
          (answer) => answer.status === 201,
        );
      } finally {
        await surviving.close();
      }
    } finally {
      await silent.close();
    }
  });
});

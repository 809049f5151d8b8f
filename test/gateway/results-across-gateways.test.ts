import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgres } from "../../gateway/store/sql/open-postgres.js";
import { startTestGateway, type TestGateway, waitFor } from "../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.js";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres.js";
import { isRecord, Socket, START, send, start, stop } from "./client.js";
import { TalkingDialer } from "./talking-dialer.js";

const missing = whyNoPostgres();
describe("results of a call, at another gateway than the one that has it up", () => {
  if (missing !== undefined) {
    it.skip(`are not tested here: ${missing}`);
    return;
  }
  let postgres: TestPostgres;
  let url: string;
  let dialer: TalkingDialer;
  let one: TestGateway;
  let two: TestGateway;
  let token: string;
  const sockets: Socket[] = [];
  const processes: GatewayProcess[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 120_000);
  beforeEach(async () => {
    url = await postgres.createDatabase();
    dialer = new TalkingDialer();
    [one, two] = await Promise.all([
      startTestGateway({ dialer, openStorage: openPostgres(url) }),
      startTestGateway({ openStorage: openPostgres(url) }),
    ]);
    token = await one.token();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await Promise.all(processes.splice(0).map((each) => each.kill()));
    await Promise.all([one.close(), two.close()]);
  });
  afterAll(() => postgres.close());

  async function open(on: { readonly url: string }, connectionId: string): Promise<Socket> {
    const socket = await Socket.open(`${on.url.replace("http", "ws")}/events/${connectionId}`, { "x-api-key": token });
    sockets.push(socket);
    return socket;
  }
  const parsed = (text: string): Record<string, unknown> => {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  };
  const messagesAt = async (on: { readonly url: string }, conversationId: string) => {
    const { body } = await send(on, "GET", `/v1/conversations/${conversationId}/messages`, { token });
    return isRecord(body) && Array.isArray(body.messages) ? body.messages : [];
  };

  it("are the same, in the same order, and all come before the close", async () => {
    const { connectionId } = await start(one, { token });
    const [here, there] = [await open(one, connectionId), await open(two, connectionId)];
    for (let message = 0; message < 100; message += 1) {
      dialer.say("Mess", { isFinal: false });
      dialer.say(`Message ${message} about the release plan.`);
    }
    expect((await stop(two, token, connectionId)).status).toBe(200);
    await Promise.all([here.closed, there.closed]);
    expect(there.arrived()).toEqual(here.arrived());
    const said = there
      .arrived()
      .map(parsed)
      .filter(({ type }) => type === "message_response");
    expect(said.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
      Array.from({ length: 100 }, (_, number) => number),
    );
  });

  it("arrive however long they are", async () => {
    const { connectionId, conversationId } = await start(one, { token });
    const there = await open(two, connectionId);
    const text = "Grüße an alle 🦊. ".repeat(2_000).trim();
    dialer.say(text);
    expect(parsed(await there.next())).toMatchObject({ type: "transcript_response", payload: { content: text } });
    expect(parsed(await there.next())).toMatchObject({ type: "message_response" });
    expect(await messagesAt(two, conversationId)).toMatchObject([{ text }]);
    one.publish(connectionId, { type: "topic_response", topics: ["x".repeat(500_000)] });
    const result = parsed(await there.next());
    expect(result.type).toBe("topic_response");
  });

  it("are said by whom an event names that came to the other", async () => {
    const { connectionId, conversationId } = await start(one, { token });
    const here = await open(one, connectionId);
    const at = Date.now();
    const event = await send(two, "POST", `/v1/event/${connectionId}`, {
      token,
      body: {
        ...{ topic: "speaker", type: "started_speaking", timestamp: new Date(at).toISOString() },
        user: { userId: "ada@example.com", name: "Ada" },
      },
    });
    expect(event.status).toBe(200);
    dialer.say("Good morning.", { startedAt: at + 10 });
    expect(parsed(await here.next())).toMatchObject({ isFinal: true, user: { name: "Ada" } });
    expect(await messagesAt(two, conversationId)).toMatchObject([{ from: { name: "Ada" } }]);
  });

  it("are kept when they were published as messages, also when the gateway is killed", async () => {
    const killed = await startGatewayProcess(["--database-url", url, "--speed", "20"]);
    processes.push(killed);
    const endpoint = { type: "pstn", phoneNumber: "15005550010" };
    const answer = await send(killed, "POST", "/v1/endpoint:connect", { token, body: { ...START, endpoint } });
    const { connectionId, conversationId } = isRecord(answer.body) ? answer.body : {};
    const [here, there] = [await open(killed, String(connectionId)), await open(two, String(connectionId))];
    const published = (socket: Socket) =>
      socket
        .arrived()
        .map(parsed)
        .filter(({ type }) => type === "message_response")
        .flatMap(({ messages }) => (Array.isArray(messages) ? messages.map(({ id }) => String(id)) : []));
    await waitFor(
      () => published(here),
      ({ length }) => length >= 3,
    );
    await killed.kill("SIGKILL");
    await here.closed;
    expect((await stop(two, token, String(connectionId))).status).toBe(200);
    expect(await there.closed).toEqual({ code: 1000, reason: "gateway restarted" });
    const kept = (await messagesAt(two, String(conversationId))).map(({ id }) => id);
    expect(kept.slice(0, published(here).length)).toEqual(published(here));
    expect(kept.slice(0, published(there).length)).toEqual(published(there));
  }, 60_000);
});

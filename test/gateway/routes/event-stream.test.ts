import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { isRecord, refusedUpgrade, Socket, type StartAnswer, send, start, stop } from "../client.js";

const EVENT = {
  topic: "speaker",
  type: "started_speaking",
  user: { userId: "ada@example.com", name: "Ada" },
  timestamp: "2030-01-31T09:00:00.000Z",
};

describe("the WebSockets of a connection", () => {
  let gateway: TestGateway;
  let token: string;
  let session: StartAnswer;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
    session = await start(gateway, { token });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await gateway.close();
  });

  async function open(
    url = session.resultWebSocketUrl,
    headers: Record<string, string> = { "x-api-key": token },
    protocols: string[] = [],
  ): Promise<Socket> {
    const socket = await Socket.open(url, headers, protocols);
    sockets.push(socket);
    return socket;
  }
  const subscribeUrl = () => session.resultWebSocketUrl.replace("/events/", "/session/subscribe/");
  const members = async () => {
    const { body } = await send(gateway, "GET", `/v1/conversations/${session.conversationId}`, { token });
    return isRecord(body) ? body.members : undefined;
  };

  const PATHS = [
    ["/events", () => session.resultWebSocketUrl],
    ["/session/subscribe", () => subscribeUrl()],
  ] as const;
  const WAYS = [
    ["the header X-API-KEY", (url: string) => open(url, { "x-api-key": token })],
    ["the header Authorization", (url: string) => open(url, { authorization: `Bearer ${token}` })],
    ["the query", (url: string) => open(`${url}?access_token=${token}`, {})],
    ["Sec-WebSocket-Protocol", (url: string) => open(url, {}, [token])],
  ] as const;
  it.each(PATHS.flatMap(([path, url]) => WAYS.map(([way, connect]) => [path, way, () => connect(url())] as const)))(
    "open at %s with a token by %s, and answer __PING__ with __PONG__",
    async (_path, _way, connect) => {
      const socket = await connect();
      socket.send("__PING__");
      expect(await socket.next()).toBe("__PONG__");
    },
  );

  it("choose the protocol that carried the token, as browsers want", async () => {
    expect((await open(session.resultWebSocketUrl, {}, [token])).protocol).toBe(token);
  });

  it.each([
    ["no token", ""],
    ["a wrong token", "?access_token=abc"],
  ])("refuse the upgrade with 401 for %s", async (_name, query) => {
    for (const url of [session.resultWebSocketUrl, subscribeUrl()]) {
      expect(await refusedUpgrade(url + query)).toEqual({
        status: 401,
        body: { message: "Token validation failed for provided token." },
      });
    }
  });

  it("refuse the upgrade with 404 for an unknown connection, one that has ended, and an unknown path", async () => {
    const headers = { "x-api-key": token };
    const body = { message: "The connectionId is either invalid or does not exist." };
    const unknown = session.resultWebSocketUrl.replace(session.connectionId, "unknown");
    expect(await refusedUpgrade(unknown, headers)).toMatchObject({ status: 404, body });
    await stop(gateway, token, session.connectionId);
    expect(await refusedUpgrade(session.resultWebSocketUrl, headers)).toMatchObject({ status: 404, body });
    for (const path of ["/nowhere", "/", "/_gateway/stream", "/v1/starts/1"]) {
      expect(await refusedUpgrade(gateway.url.replace("http", "ws") + path, headers), path).toMatchObject({
        status: 404,
      });
    }
  });

  it("answer 426 to a plain GET", async () => {
    const answer = await send(gateway, "GET", new URL(session.resultWebSocketUrl).pathname, { token });
    expect(answer.status).toBe(426);
    expect(answer.body).toMatchObject({ code: "UPGRADE_REQUIRED" });
  });

  it("take speaker events as text frames", async () => {
    const socket = await open();
    socket.send(JSON.stringify(EVENT));
    expect(await waitFor(members, (found) => Array.isArray(found) && found.length > 0)).toMatchObject([
      { email: "ada@example.com" },
    ]);
  });

  it("take what Symbl's SDKs send before they stop", async () => {
    const socket = await open();
    socket.send(JSON.stringify({ topic: "speaker", type: "stopped", timestamp: EVENT.timestamp }));
    socket.send("__PING__");
    expect(await socket.next()).toBe("__PONG__");
  });

  it.each([
    ["a frame that is not JSON", "hello", []],
    ["a wrong speaker event", JSON.stringify({ ...EVENT, user: {}, x: 1 }), ["user.userId", "x"]],
    ["a binary frame", Buffer.from([1, 2, 3]), []],
  ])("answer %s with an error message, and stay open", async (_name, frame, paths) => {
    const socket = await open();
    socket.send(frame);
    const message: unknown = JSON.parse(await socket.next());
    expect(message).toMatchObject({
      type: "error",
      message: expect.any(String),
      errors: paths.map((path) => expect.objectContaining({ path })),
    });
    socket.send("__PING__");
    expect(await socket.next()).toBe("__PONG__");
  });

  it("are closed by a frame beyond all measure", async () => {
    const socket = await open();
    socket.send("x".repeat(70_000));
    expect((await socket.closed).code).toBe(1009);
    expect(await gateway.liveConnections()).toHaveLength(1);
  });

  it("pass a result on to everyone who listens to that connection, and to no one else", async () => {
    const other = await start(gateway, { token });
    const [first, second, elsewhere] = await Promise.all([
      open(),
      open(subscribeUrl()),
      open(other.resultWebSocketUrl),
    ]);
    const message = { type: "topic_response", topics: [] };
    expect(gateway.publish(session.connectionId, message)).toBe(2);
    expect(JSON.parse(await first.next())).toEqual(message);
    expect(JSON.parse(await second.next())).toEqual(message);
    elsewhere.send("__PING__");
    expect(await elsewhere.next()).toBe("__PONG__");
  });

  it.each([
    ["is stopped", "stopped", () => stop(gateway, token, session.connectionId)],
    ["is hung up by the remote party", "remote hang-up", () => gateway.hangUp(session.connectionId)],
    ["is reset", "reset", () => gateway.reset()],
    ["ends with the gateway", "gateway stopped", () => gateway.close()],
  ])("close with 1000 when the call %s", async (_name, reason, end) => {
    const both = await Promise.all([open(), open(subscribeUrl())]);
    await end();
    expect(await Promise.all(both.map(({ closed }) => closed))).toEqual([
      { code: 1000, reason },
      { code: 1000, reason },
    ]);
  });

  it("let the call go on when a listener goes away, cleanly or not", async () => {
    const socket = await open();
    socket.terminate();
    await socket.closed;
    await waitFor(
      () => gateway.publish(session.connectionId, { type: "x" }),
      (listeners) => listeners === 0,
    );
    expect(await gateway.liveConnections()).toHaveLength(1);
  });

  it("stand in the journal with 101 or the status of the refusal, the token of the query masked", async () => {
    await open(`${session.resultWebSocketUrl}?access_token=${token}`, {});
    await refusedUpgrade(`${session.resultWebSocketUrl}?access_token=abc`);
    const path = `/events/${session.connectionId}?access_token=***`;
    expect((await gateway.requests()).slice(-2)).toMatchObject([
      expect.objectContaining({ method: "GET", path, status: 101, operation: "websocket", body: null }),
      { method: "GET", path, status: 401 },
    ]);
  });
});

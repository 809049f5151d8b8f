import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { askToken, refusedUpgrade, Socket, START, send, start, stop, wrongPaths } from "../client.js";

const APPS = [
  { appId: "blue", appSecret: "the-secret-of-blue" },
  { appId: "red", appSecret: "the-secret-of-red-" },
];
const CONNECT = "/v1/endpoint:connect";

describe("near-misses in the journal", () => {
  let gateway: TestGateway;
  let token: string;
  beforeEach(async () => {
    gateway = await startTestGateway({ apps: APPS, maxConnections: 1 });
    token = await gateway.token();
  });
  afterEach(() => gateway.close());

  /** Why the last request was refused. */
  async function why(query = ""): Promise<string> {
    return (await gateway.requests(`limit=1${query}`)).flatMap((entry) => entry.why).join(" ");
  }
  const redToken = async (): Promise<string> => {
    const { body } = await askToken(gateway, { type: "application", ...APPS[1] });
    return typeof body === "object" && body !== null && "accessToken" in body ? String(body.accessToken) : "";
  };

  it("name each wrong field of a 400", async () => {
    await send(gateway, "POST", CONNECT, {
      token,
      body: { operation: "start", endpoint: { type: "pstn", phone: "1" } },
    });
    expect(await why()).toMatch(/endpoint\.phoneNumber: Required\..*endpoint\.phone: Unknown field\./);
    await send(gateway, "POST", CONNECT, { token, body: '{"operation": hunter2}' });
    expect(await why()).toMatch(/JSON/);
    expect(await why()).not.toContain("hunter2");
  });

  it("tell a route that was nearly meant from none at all", async () => {
    await send(gateway, "POST", "/v1/endpoint/connect", { token, body: START });
    expect(await why()).toBe("There is no POST at this path. Nearest route: POST /v1/endpoint:connect.");
    await send(gateway, "GET", CONNECT, { token });
    expect(await why()).toMatch(/takes POST, not GET/);
    await send(gateway, "GET", "/nowhere/at/all");
    expect(await why()).toBe("There is no GET at this path.");
  });

  it("tell another app's connection from an ended one and from none", async () => {
    const { connectionId, conversationId } = await start(gateway, { token });
    const other = await redToken();
    const event = { topic: "speaker", type: "joined", user: { userId: "a@b.c" }, timestamp: new Date().toISOString() };
    const eventFor = (id: string, body: object = event) => send(gateway, "POST", `/v1/event/${id}`, { token, body });
    expect((await stop(gateway, other, connectionId)).status).toBe(404);
    expect(await why()).toMatch(/The connection is of the app blue; the token is of red\.$/);
    expect((await send(gateway, "GET", `/v1/conversations/${conversationId}`, { token: other })).status).toBe(404);
    expect(await why()).toMatch(/The conversation is of the app blue; the token is of red\.$/);
    await gateway.hangUp(connectionId);
    await eventFor(connectionId);
    expect(await why()).toMatch(/The call ended at \d{4}-.*Z: remote hang-up\.$/);
    await eventFor("nobody");
    expect(await why()).toMatch(/There is no connection with this id/);
    await send(gateway, "GET", "/v1/conversations/5", { token });
    expect(await why()).toMatch(/There is no conversation with this id/);
    await send(gateway, "GET", "/v1/starts/k", { token });
    expect(await why()).toMatch(/No start had come with this key/);
  });

  it("tell an expired token from another gateway's, from what is none, and from an app's that is gone", async () => {
    const other = await startTestGateway({ apps: APPS });
    const foreign = await other.token().finally(() => other.close());
    await send(gateway, "POST", CONNECT, { token: foreign, body: START });
    expect(await why()).toMatch(/signed with another key/);
    await send(gateway, "POST", CONNECT, { token: token.slice(0, 60), body: START });
    expect(await why()).toMatch(/no JWT, or one that was cut/);
    await send(gateway, "POST", CONNECT, { headers: { authorization: token }, body: START });
    expect(await why()).toMatch(/without the word Bearer/);
    await refusedUpgrade(`${gateway.url.replace("http", "ws")}/events/x`);
    expect(await why()).toMatch(/No token came/);
    gateway.advanceClock(86_401_000);
    await send(gateway, "POST", CONNECT, { token, body: START });
    expect(await why()).toMatch(/^The token expired at \d{4}-.*Z\.$/);
    expect(JSON.stringify(await gateway.requests())).not.toContain(token.slice(0, 60));
  });

  it("tell a wrong secret from an unknown app", async () => {
    await askToken(gateway, { type: "application", appId: "blue", appSecret: "the-secret-of-red-" });
    expect(await why("&operation=token&appId=blue&status=401")).toBe("The appSecret is not the app's.");
    await askToken(gateway, { type: "application", appId: "bleu", appSecret: "x" });
    expect(await why()).toBe("There is no app bleu.");
  });

  it("say why a start was refused with 429, 409 and 422, and that a body was of the wrong kind", async () => {
    const headers = { "idempotency-key": "k" };
    const { connectionId } = await start(gateway, { token, headers });
    expect((await gateway.requests("operation=start"))[0]).toMatchObject({ appId: "blue", connectionId, why: [] });
    await send(gateway, "POST", CONNECT, { token, body: START });
    expect(await why()).toMatch(/limit of maximum of `1`/);
    await send(gateway, "POST", CONNECT, { token, headers, body: { ...START, timezone: "Asia/Tokyo" } });
    expect(await why()).toMatch(/another body came before/);
    await send(gateway, "GET", "/v1/starts/k2", { token });
    await send(gateway, "POST", CONNECT, { token, headers: { "idempotency-key": "k2" }, body: START });
    expect(await why()).toMatch(/has already answered/);
    await send(gateway, "POST", CONNECT, { token, headers: { "content-type": "text/xml" }, body: "<start/>" });
    expect(await why("&status=415")).toMatch(/Unsupported Media Type/);
  });

  it("say which frame of a WebSocket was not taken, without its secrets", async () => {
    const { resultWebSocketUrl, connectionId } = await start(gateway, { token });
    const socket = await Socket.open(`${resultWebSocketUrl}?access_token=${token}`);
    socket.send("hunter2");
    await socket.next();
    socket.send(JSON.stringify({ topic: "speaker", type: "sings", secret: "hunter2" }));
    await socket.next();
    socket.send(`${"[".repeat(30_000)}${"]".repeat(30_000)}`);
    await socket.next();
    socket.send(`${"[".repeat(4_000)}${"]".repeat(4_000)}`);
    await socket.next();
    socket.send("x".repeat(70_000));
    await socket.closed;
    const frames = await gateway.requests("method=FRAME");
    const path = `/events/${connectionId}?access_token=***`;
    expect(frames).toMatchObject([
      { path, status: 400, operation: "websocket", appId: "blue", connectionId, why: ["The frame is not JSON."] },
      { status: 400, body: { type: "sings", secret: "***" }, why: [expect.stringContaining("type: Must be")] },
      { status: 400, body: "60000 bytes, too long to be kept here." },
      { status: 400, bytes: 8_000 },
      { status: 413, why: [expect.stringMatching(/payload size/i)] },
    ]);
    expect(JSON.stringify(frames)).not.toContain("hunter2");
  });

  it("names each filter that cannot be used", async () => {
    const answer = await send(
      gateway,
      "GET",
      "/_gateway/requests?status=9xx&operation=sing&limit=0&since=now&colour=red",
    );
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(["colour", "limit", "operation", "since", "status"]);
  });
});

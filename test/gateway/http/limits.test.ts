import { once } from "node:events";
import { connect, type Socket as NetSocket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Limits } from "../../../gateway/http/limits.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { refusedUpgrade, Socket, START, send, start } from "../client.js";

const CONNECT = "/v1/endpoint:connect";

describe("limits, on the wire", () => {
  let gateway: TestGateway;
  const sockets: NetSocket[] = [];
  const begin = async (limits: Partial<Limits>): Promise<string> => {
    gateway = await startTestGateway({ limits });
    return gateway.token();
  };
  beforeEach(() => {
    sockets.length = 0;
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await gateway.close();
  });

  /** A socket that has not said anything yet, and all that it hears until it is closed. */
  function raw(): { readonly socket: NetSocket; readonly heard: Promise<string> } {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => {});
    return { socket, heard: once(socket, "close").then(() => Buffer.concat(chunks).toString()) };
  }
  const jsonOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));

  it("a body that is too large: 413", async () => {
    const token = await begin({ bodyBytes: 1_000 });
    const body = { ...START, data: { session: { name: "x".repeat(1_000) } } };
    const answer = await send(gateway, "POST", CONNECT, { token, body });
    expect(answer).toMatchObject({ status: 413, body: { code: expect.any(String), message: expect.any(String) } });
    expect((await gateway.requests("status=413"))[0]?.why).toEqual([expect.stringMatching(/too large/i)]);
  });

  it("headers that are too large: 431, before anything is read of them", async () => {
    await begin({ headerBytes: 4_096 });
    const { socket, heard } = raw();
    socket.write(`GET /v1/starts/k HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${"x".repeat(5_000)}\r\n\r\n`);
    const answer = await heard;
    expect(answer).toMatch(/^HTTP\/1\.1 431 .*\r\n[\s\S]*application\/json/);
    expect(jsonOf(answer)).toMatchObject({ code: "HEADERS_TOO_LARGE" });
    expect((await gateway.requests("status=431"))[0]).toMatchObject({ method: "-", path: "-" });
  });

  it("a path that is too long, and a part of one: 414", async () => {
    const token = await begin({ urlLength: 1_000 });
    const long = await send(gateway, "GET", `/v1/starts/k?${"x".repeat(1_000)}`, { token });
    expect(long).toMatchObject({ status: 414, body: { code: "URL_TOO_LONG" } });
    const part = await send(gateway, "GET", `/v1/conversations/${"5".repeat(301)}`, { token });
    expect(part).toMatchObject({ status: 414, body: { code: "URL_TOO_LONG" } });
    expect(await gateway.requests("status=414")).toHaveLength(2);
  });

  it.each([["a path that is none", "/v1/%E0%A4%A", 400, "BAD_URL"]])(
    "%s: JSON too",
    async (_name, path, status, code) => {
      await begin({});
      expect(await send(gateway, "GET", path)).toMatchObject({ status, body: { code } });
    },
  );

  it("what is no HTTP: 400", async () => {
    await begin({});
    const { socket, heard } = raw();
    socket.write("HELO gateway\r\n\r\n");
    expect(jsonOf(await heard)).toMatchObject({ code: "BAD_HTTP" });
  });

  it.each([
    ["headers", "GET /_gateway/health HTTP/1.1\r\nHost: localhost\r\n", { headersMs: 200, requestMs: 60_000 }],
    [
      "a body",
      `POST ${CONNECT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
      { headersMs: 200, requestMs: 300 },
    ],
  ])("%s that trickle in for ever: 408, and the socket is closed", async (_name, head, limits) => {
    await begin(limits);
    const { socket, heard } = raw();
    socket.write(head);
    const trickle = setInterval(() => socket.write("x"), 20);
    try {
      expect(await heard).toMatch(/^HTTP\/1\.1 408 [\s\S]*REQUEST_TOO_SLOW/);
    } finally {
      clearInterval(trickle);
    }
  });

  it("a hundred slow heads do not keep others from being answered", async () => {
    const token = await begin({ headersMs: 60_000, requestMs: 60_000 });
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const { socket } = raw();
        await once(socket, "connect");
        socket.write(`POST ${CONNECT} HTTP/1.1\r\nX-Slow`);
      }),
    );
    expect((await send(gateway, "POST", CONNECT, { token, body: START })).status).toBe(201);
  });

  it("a connection too many is closed at once, and taken again when another has gone", async () => {
    gateway = await startTestGateway({ limits: { sockets: 2 } });
    const [first, second] = [raw(), raw()];
    await Promise.all([once(first.socket, "connect"), once(second.socket, "connect")]);
    expect(await raw().heard).toBe("");
    first.socket.destroy();
    await waitFor(
      async () => {
        const { socket, heard } = raw();
        socket.write("GET /_gateway/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return heard;
      },
      (answer) => answer.includes('{"status":"ok"}'),
    );
  });

  it("a frame that is too large: 1009", async () => {
    const token = await begin({ frameBytes: 1_000 });
    const { resultWebSocketUrl } = await start(gateway, { token });
    const socket = await Socket.open(resultWebSocketUrl, { "x-api-key": token });
    socket.send("x".repeat(1_001));
    expect((await socket.closed).code).toBe(1009);
  });

  it("WebSockets too many of one call or one app: 429; one that closes makes room", async () => {
    const token = await begin({ webSocketsOfConnection: 2, webSocketsOfApp: 3 });
    const headers = { "x-api-key": token };
    const [one, other] = [await start(gateway, { token }), await start(gateway, { token })];
    const first = await Socket.open(one.resultWebSocketUrl, headers);
    await Socket.open(one.resultWebSocketUrl, headers);
    const refused = await refusedUpgrade(one.resultWebSocketUrl, headers);
    expect(refused).toMatchObject({ status: 429, body: { code: "TOO_MANY_SOCKETS" } });
    const third = await Socket.open(other.resultWebSocketUrl, headers);
    expect((await refusedUpgrade(other.resultWebSocketUrl, headers)).status).toBe(429);
    first.terminate();
    third.terminate();
    const reopened = await waitFor(
      () => Socket.open(one.resultWebSocketUrl, headers).catch(() => undefined),
      (socket) => socket !== undefined,
    );
    reopened?.send("__PING__");
    expect(await reopened?.next()).toBe("__PONG__");
  });
});

import { once } from "node:events";
import { connect, type Socket as NetSocket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startGateway } from "../../gateway/server.js";
import { startTestGateway, type TestGateway, waitFor } from "../support/gateway.js";
import { Socket, START, send, start } from "./client.js";

describe("starting a gateway", () => {
  it("takes a free port, and tells the development credentials", async () => {
    const gateway = await startGateway();
    try {
      expect(gateway).toMatchObject({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        appId: "dev-app-id",
        appSecret: "dev-app-secret",
      });
    } finally {
      await gateway.close();
    }
  });

  it("tells no credentials when apps are configured", async () => {
    const gateway = await startGateway({ apps: [{ appId: "blue", appSecret: "a-secret-of-some-length" }] });
    try {
      expect(gateway).not.toHaveProperty("appId");
      expect(gateway).not.toHaveProperty("appSecret");
    } finally {
      await gateway.close();
    }
  });

  it.each(["localhost", "127.0.0.1"])("listens on %s", async (host) => {
    const gateway = await startGateway({ host });
    try {
      expect(gateway.url).toContain(`http://${host}:`);
      expect(await send(gateway, "GET", "/_gateway/health")).toMatchObject({ status: 200 });
    } finally {
      await gateway.close();
    }
  });

  it("says that a port is taken, and by whom it is to be told so", async () => {
    const first = await startGateway();
    try {
      const port = Number(new URL(first.url).port);
      await expect(startGateway({ port })).rejects.toMatchObject({
        code: "CANNOT_LISTEN",
        message: expect.stringMatching(new RegExp(`port ${port} of 127\\.0\\.0\\.1 is taken.*--port`)),
      });
    } finally {
      await first.close();
    }
  });

  it("says that an address is not this machine's", async () => {
    const apps = [{ appId: "blue", appSecret: "a-secret-of-some-length" }];
    await expect(startGateway({ host: "192.0.2.1", apps })).rejects.toMatchObject({ code: "CANNOT_LISTEN" });
  });

  it("refuses to listen for others without apps", async () => {
    await expect(startGateway({ host: "0.0.0.0" })).rejects.toMatchObject({ code: "NO_APPS" });
  });
});

describe("stopping a gateway", () => {
  let gateway: TestGateway;
  const rawSockets: NetSocket[] = [];
  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(async () => {
    for (const socket of rawSockets.splice(0)) socket.destroy();
    await gateway.close();
  });

  it("ends the live calls, closes their sockets and takes no more requests", async () => {
    const token = await gateway.token();
    const { resultWebSocketUrl } = await start(gateway, { token });
    const socket = await Socket.open(resultWebSocketUrl, { "x-api-key": token });
    await gateway.close();
    expect(await socket.closed).toEqual({ code: 1000, reason: "gateway stopped" });
    await expect(fetch(`${gateway.url}/_gateway/health`)).rejects.toThrow();
  });

  it("may be asked for twice", async () => {
    await Promise.all([gateway.close(), gateway.close()]);
    await gateway.close();
  });

  it("does not wait for clients that keep their connection open", async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    rawSockets.push(socket);
    socket.write("GET /_gateway/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "data");
    const closed = once(socket, "close");
    await gateway.close();
    await closed;
  });

  it("cuts off a WebSocket whose other end never answers the closing", async () => {
    const token = await gateway.token();
    const { resultWebSocketUrl } = await start(gateway, { token });
    const { hostname, port, pathname } = new URL(resultWebSocketUrl);
    const socket = connect(Number(port), hostname);
    rawSockets.push(socket);
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nX-API-KEY: ${token}\r\n\r\n`,
    );
    const [head] = await once(socket, "data");
    expect(String(head)).toContain("101 Switching Protocols");
    const closed = once(socket, "close");
    await gateway.close();
    await closed;
  });

  it("does not wait for ever for a start that hangs, and leaves no call of it behind", async () => {
    const release = gateway.holdStarts();
    const token = await gateway.token();
    const started = send(gateway, "POST", "/v1/endpoint:connect", { token, body: START }).then(
      ({ status }) => status,
      () => "cut off",
    );
    await waitFor(gateway.connections, (connections) => connections.length === 1);
    await gateway.close();
    expect(await started).toBe("cut off");
    release();
    await waitFor(gateway.dialled, (dialled) => dialled.length === 1);
    expect(await waitFor(gateway.legsUp, (legs) => legs === 0)).toBe(0);
  });

  it("answers a start that comes meanwhile with 503, dialling nothing", async () => {
    const token = await gateway.token();
    const release = gateway.holdStarts();
    const hanging = send(gateway, "POST", "/v1/endpoint:connect", { token, body: START });
    await waitFor(gateway.connections, (connections) => connections.length === 1);
    // A connection of its own that is open before the stop: afterwards none is accepted.
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    rawSockets.push(socket);
    const body = JSON.stringify(START);
    const head = `POST /v1/endpoint:connect HTTP/1.1\r\nHost: localhost\r\nX-API-KEY: ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    socket.write(head + body.slice(0, 10));
    await waitFor(gateway.requests, (requests) => requests.length === 3);
    const closing = gateway.close();
    socket.write(body.slice(10));
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 503 /);
    release();
    expect((await hanging).status).toBe(201);
    await closing;
    expect(gateway.dialled()).toHaveLength(1);
    expect(gateway.legsUp()).toBe(0);
  });
});

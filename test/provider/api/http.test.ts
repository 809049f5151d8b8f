import { hasSubscribers, subscribe, unsubscribe } from "node:diagnostics_channel";
import { getEventListeners } from "node:events";
import { createServer as createTlsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Deadline, deadlineIn } from "../../../provider/api/deadline.js";
import { type Exchange, exchange, isPassing } from "../../../provider/api/http.js";
import { broken, cut, json, type ScriptedServer, scriptedServer, text } from "../../support/scripted-server.js";
import { selfSigned } from "../../support/self-signed.js";

/** Where undici tells of a part of a body, before anybody reads it. */
const PART_ARRIVED = "undici:request:bodyChunkReceived";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});

async function http(...answers: Parameters<typeof scriptedServer>[0][string][number][]): Promise<ScriptedServer> {
  const server = await scriptedServer({ "/": answers });
  closers.push(server.close);
  return server;
}

/** A server below HTTP: `onConnection` decides what a socket lives to see. */
async function raw(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  const url = await listen(server, "http");
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return url;
}

async function listen(server: Server, scheme: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return `${scheme}://127.0.0.1:${address.port}`;
}

function post(url: string, deadline: Deadline = deadlineIn(5_000)): Promise<Exchange> {
  return exchange({ method: "POST", url, headers: {}, body: { operation: "start" }, ownConnection: true }, deadline);
}

/** A deadline whose time is over when a test says so. */
function endless(): { deadline: Deadline; over: AbortController; quit: AbortController } {
  const [over, quit] = [new AbortController(), new AbortController()];
  return { deadline: { ...deadlineIn(60_000, quit.signal), signal: over.signal }, over, quit };
}

/** Takes connections, but never answers the TLS greeting. */
async function mute(onConnection: () => void = () => undefined): Promise<string> {
  return (await raw(onConnection)).replace("http:", "https:");
}

describe("one exchange", () => {
  it("gives status and body", async () => {
    const server = await http(json(201, { a: 1 }, { "retry-after": "7" }));
    expect(await post(`${server.url}/x`)).toEqual({
      kind: "answer",
      status: 201,
      retryAfter: "7",
      text: '{"a":1}',
      complete: true,
    });
    const [request] = server.arrived;
    expect(request).toMatchObject({ method: "POST", path: "/x", text: '{"operation":"start"}' });
    expect(request?.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("gives the first of several times to wait, and none where there is none", async () => {
    const server = await http(
      (response) => {
        response.setHeader("retry-after", ["7", "9"]);
        response.end();
      },
      text(204, ""),
    );
    expect(await post(`${server.url}/x`)).toMatchObject({ retryAfter: "7" });
    expect(await post(`${server.url}/x`)).toEqual({
      kind: "answer",
      status: 204,
      retryAfter: undefined,
      text: "",
      complete: true,
    });
  });

  it("uses a connection of its own when asked to, and closes it afterwards", { timeout: 5_000 }, async () => {
    const closed: Promise<unknown>[] = [];
    const server = await http((response, request) => {
      closed.push(new Promise((resolve) => response.socket?.once("close", resolve)));
      json(200, {}, { connection: "keep-alive", "keep-alive": "timeout=600" })(response, request);
    });
    for (let i = 0; i < 3; i++) await post(`${server.url}/x`);
    expect(server.connections()).toBe(3);
    await Promise.all(closed);
    expect(closed).toHaveLength(3);
  });

  it("shares its connection with others unless asked not to, and sends no body that it was not given", async () => {
    const server = await http(json(200, {}));
    for (let i = 0; i < 6; i++) {
      const request = { method: "GET", url: `${server.url}/x?a=1`, headers: { accept: "a/b" } } as const;
      expect(await exchange(request, deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    }
    // The next request may come before the last one's connection is free again.
    expect(server.connections()).toBeLessThan(6);
    expect(server.arrived[5]).toMatchObject({ method: "GET", path: "/x?a=1", text: "", headers: { accept: "a/b" } });
    expect(new Set(server.arrived.map(({ headers }) => headers["x-request-id"])).size).toBe(6);
  });

  it("leaves nothing behind on what outlives it, whatever came of it", async () => {
    const server = await http(json(200, {}), cut);
    const { deadline, over, quit } = endless();
    for (const kind of ["answer", "lost"]) {
      expect(await post(`${server.url}/x`, deadline)).toMatchObject({ kind });
      expect(getEventListeners(over.signal, "abort")).toHaveLength(0);
      expect(getEventListeners(quit.signal, "abort")).toHaveLength(0);
      expect(hasSubscribers("undici:client:sendHeaders")).toBe(false);
    }
  });

  it("does not follow a redirect, so credentials stay where they were meant to go", async () => {
    const elsewhere = await http(json(200, {}));
    const server = await http(text(307, "", { location: `${elsewhere.url}/stolen` }));
    expect(await post(`${server.url}/x`)).toMatchObject({ kind: "answer", status: 307 });
    expect(elsewhere.arrived).toHaveLength(0);
  });

  it("keeps what arrived of a body that broke off, and says that it did", async () => {
    const server = await http(broken(201, '{"connectionId":"c-1",'));
    expect(await post(`${server.url}/x`)).toMatchObject({
      status: 201,
      text: '{"connectionId":"c-1",',
      complete: false,
    });
  });

  it("reads a body of a mebibyte to its end", async () => {
    const server = await http(text(200, "x".repeat(1024 * 1024)));
    expect(await post(`${server.url}/x`)).toMatchObject({ kind: "answer", complete: true });
  });

  it("stops reading a body that no answer needs", async () => {
    const server = await http(text(200, "x".repeat(10 * 1024 * 1024)));
    const result = await post(`${server.url}/x`);
    expect(result).toMatchObject({ kind: "answer", complete: false });
    expect(result.kind === "answer" && result.text.length).toBeLessThan(2 * 1024 * 1024);
  });

  it("ends a body that drips when the time is over, with the status it has", async () => {
    const { deadline, over } = endless();
    const onPart = (): void => void setImmediate(() => over.abort());
    subscribe(PART_ARRIVED, onPart);
    closers.push(async () => unsubscribe(PART_ARRIVED, onPart));
    const server = await http((response) => {
      response.writeHead(201, { "content-type": "application/json" });
      response.write('{"connectionId":"c-1"');
    });
    expect(await post(`${server.url}/x`, deadline)).toMatchObject({
      status: 201,
      text: '{"connectionId":"c-1"',
      complete: false,
    });
  });
});

describe("a request counts as not sent", () => {
  it("when the connection is refused", async () => {
    const server = await http(json(200, {}));
    await server.close();
    expect(await post(`${server.url}/x`)).toMatchObject({ kind: "not-sent", retryable: true, timedOut: false });
  });

  it("when the host does not exist", async () => {
    expect(await post("http://no-such-host.invalid/")).toMatchObject({ kind: "not-sent" });
  });

  it("when the TLS handshake fails, which waiting does not mend", async () => {
    const server = createTlsServer({ ...selfSigned() }, (_request, response) => response.end("{}"));
    const url = await listen(server, "https");
    try {
      expect(await post(`${url}/x`)).toMatchObject({ kind: "not-sent", retryable: false, timedOut: false });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("when the time is over before there is a connection", async () => {
    const { deadline, over } = endless();
    const url = await mute(() => over.abort(new Error("over")));
    expect(await post(`${url}/x`, deadline)).toEqual({
      kind: "not-sent",
      cause: new Error("over"),
      timedOut: true,
      retryable: false,
    });
  });

  it("at once, when the time was over before", { timeout: 5_000 }, async () => {
    const { deadline, over } = endless();
    over.abort(new Error("over"));
    expect(await post(`${await mute()}/x`, deadline)).toMatchObject({ kind: "not-sent", timedOut: true });
  });

  it("when no more is to be begun while the connection is made", async () => {
    const { deadline, quit } = endless();
    const url = await mute(() => quit.abort());
    expect(await post(`${url}/x`, deadline)).toMatchObject({
      kind: "not-sent",
      cause: { code: "SYMBL_INTERRUPTED" },
      timedOut: false,
      retryable: false,
    });
  });

  it("at once, when no more was to be begun before", { timeout: 5_000 }, async () => {
    const { deadline, quit } = endless();
    quit.abort();
    const result = await post(`${await mute()}/x`, deadline);
    expect(result).toMatchObject({ kind: "not-sent", cause: { code: "SYMBL_INTERRUPTED" } });
  });

  it("when a proxy's variable names none, which waiting does not mend", async () => {
    vi.stubEnv("http_proxy", undefined);
    vi.stubEnv("HTTP_PROXY", "ftp://proxy.example.com");
    // As a process that has made no connection yet.
    vi.resetModules();
    const first = await import("../../../provider/api/http.js");
    const request = { method: "POST", url: "http://api.example.com/x", headers: {}, ownConnection: true } as const;
    expect(await first.exchange(request, deadlineIn(5_000))).toMatchObject({
      kind: "not-sent",
      cause: { code: "SYMBL_INVALID_SETTINGS" },
      timedOut: false,
      retryable: false,
    });
  });
});

describe("a request counts as sent", () => {
  it("when the server cuts the connection after it", async () => {
    const server = await http(cut);
    expect(await post(`${server.url}/x`)).toMatchObject({ kind: "lost", timedOut: false });
  });

  it("when no answer comes in time", async () => {
    const { deadline, over } = endless();
    const server = await http(() => over.abort());
    expect(await post(`${server.url}/x`, deadline)).toMatchObject({ kind: "lost", timedOut: true });
  });

  it("and may still be answered when no more is to be begun", async () => {
    const { deadline, quit } = endless();
    const server = await http((response, request) => {
      quit.abort();
      json(201, { a: 1 })(response, request);
    });
    expect(await post(`${server.url}/x`, deadline)).toMatchObject({ kind: "answer", status: 201, text: '{"a":1}' });
  });

  it("when the headers break off", async () => {
    const url = await raw((socket) => socket.once("data", () => socket.end("HTTP/1.1 201 Created\r\ncontent-")));
    expect(await post(`${url}/x`)).toMatchObject({ kind: "lost" });
  });

  it("when the answer is no HTTP", async () => {
    const url = await raw((socket) => socket.once("data", () => socket.end("SSH-2.0-nothing here\r\n")));
    expect(await post(`${url}/x`)).toMatchObject({ kind: "lost" });
  });

  it("without confusing it with another request of the same process", async () => {
    const server = await http(json(200, {}));
    const refused = await http(json(200, {}));
    await refused.close();
    const [answered, unsent] = await Promise.all([post(`${server.url}/x`), post(`${refused.url}/x`)]);
    expect([answered.kind, unsent.kind]).toEqual(["answer", "not-sent"]);
  });
});

describe("an error of connecting", () => {
  it.each([
    ["ECONNREFUSED", true],
    ["ECONNRESET", true],
    ["ECONNABORTED", true],
    ["EPIPE", true],
    ["ETIMEDOUT", true],
    ["EHOSTUNREACH", true],
    ["ENETUNREACH", true],
    ["EAI_AGAIN", true],
    ["UND_ERR_CONNECT_TIMEOUT", true],
    ["UND_ERR_SOCKET", true],
    ["ENOTFOUND", false],
    ["CERT_HAS_EXPIRED", false],
    ["", false],
    [undefined, false],
  ])("%s may be gone a moment later: %s", (code, passing) => {
    expect(isPassing({ code })).toBe(passing);
  });
});

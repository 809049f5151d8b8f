import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { type Exchange, exchange } from "../../../provider/api/http.js";
import {
  broken,
  cut,
  json,
  type ScriptedServer,
  scriptedServer,
  silence,
  text,
} from "../../support/scripted-server.js";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
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

function post(url: string, allowed = 5_000): Promise<Exchange> {
  return exchange(
    { method: "POST", url, headers: {}, body: { operation: "start" }, ownConnection: true },
    deadlineIn(allowed),
  );
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
    expect(server.arrived[0]?.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("uses a connection of its own when asked to", async () => {
    const server = await http(json(200, {}));
    for (let i = 0; i < 3; i++) await post(`${server.url}/x`);
    expect(server.connections()).toBe(3);
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

  it("stops reading a body that no answer needs", async () => {
    const server = await http(text(200, "x".repeat(10 * 1024 * 1024)));
    const result = await post(`${server.url}/x`);
    expect(result).toMatchObject({ kind: "answer", complete: false });
    expect(result.kind === "answer" && result.text.length).toBeLessThan(2 * 1024 * 1024);
  });

  it("ends a body that drips when the time is over, with the status it has", async () => {
    const server = await http((response) => {
      response.writeHead(201, { "content-type": "application/json" });
      response.write('{"connectionId":"c-1"');
    });
    expect(await post(`${server.url}/x`, 300)).toMatchObject({
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
    const { key, cert, dispose } = selfSigned();
    const server = createTlsServer({ key, cert }, (_request, response) => response.end("{}"));
    const url = await listen(server, "https");
    try {
      expect(await post(`${url}/x`)).toMatchObject({ kind: "not-sent", retryable: false });
    } finally {
      await new Promise((resolve) => server.close(resolve));
      dispose();
    }
  });

  it("when the time is over before there is a connection", async () => {
    // Takes the connection but never answers the TLS greeting.
    const url = await raw(() => undefined);
    const result = await post(`${url.replace("http:", "https:")}/x`, 300);
    expect(result).toMatchObject({ kind: "not-sent", timedOut: true, retryable: false });
  });
});

describe("a request counts as sent", () => {
  it("when the server cuts the connection after it", async () => {
    const server = await http(cut);
    expect(await post(`${server.url}/x`)).toMatchObject({ kind: "lost", timedOut: false });
  });

  it("when no answer comes in time", async () => {
    const server = await http(silence);
    expect(await post(`${server.url}/x`, 300)).toMatchObject({ kind: "lost", timedOut: true });
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

function selfSigned(): { key: Buffer; cert: Buffer; dispose: () => void } {
  const directory = mkdtempSync(join(tmpdir(), "symbl-tls-"));
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert, ...subject],
    {
      stdio: "ignore",
    },
  );
  return { key: readFileSync(key), cert: readFileSync(cert), dispose: () => rmSync(directory, { recursive: true }) };
}

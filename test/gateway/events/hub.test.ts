import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket as TcpSocket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { LIMITS } from "../../../gateway/events/back-pressure.js";
import { EventHub, type EventHubOptions } from "../../../gateway/events/hub.js";
import { waitFor } from "../../support/gateway.js";
import { isRecord, Socket } from "../client.js";

const MESSAGE_BYTES = 10_000;

describe("the hub of those who listen", () => {
  let server: WebSocketServer;
  let hub: EventHub;
  let port: number;
  const open: { terminate(): void }[] = [];

  beforeEach(() => listen({}));
  afterEach(close);

  async function listen(options: EventHubOptions): Promise<void> {
    hub = new EventHub(options);
    server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    server.on("connection", (socket) => hub.add("c", socket));
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  }
  async function close(): Promise<void> {
    hub.close();
    for (const socket of [...open.splice(0), ...server.clients]) socket.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async function reader(): Promise<Socket> {
    const socket = await Socket.open(`ws://127.0.0.1:${port}`);
    open.push(socket);
    return socket;
  }

  /** A client of bare TCP, which reads only when told to and answers no ping. */
  async function bareClient(): Promise<TcpSocket> {
    const socket = connect(port, "127.0.0.1");
    open.push({ terminate: () => socket.destroy() });
    socket.on("error", () => {});
    socket.write(
      [
        ...["GET / HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade"],
        ...[`Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`, "Sec-WebSocket-Version: 13", "", ""],
      ].join("\r\n"),
    );
    await once(socket, "data");
    return socket;
  }

  const result = (number: number) => ({ type: "message_response", number, padding: "x".repeat(MESSAGE_BYTES) });
  const numbers = async (socket: Socket, count: number): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    while (found.length < count) {
      const message: unknown = JSON.parse(await socket.next());
      if (isRecord(message) && message.type === "message_response") found.push(message.number);
    }
    return found;
  };

  it("lets one go who stops reading, holds little for him, and gives the others everything", async () => {
    const others = [await reader(), await reader()];
    const slow = await bareClient();
    slow.pause();
    const total = 5_000;
    let most = 0;
    for (let number = 0; number < total; number += 1) {
      hub.publish("c", result(number));
      hub.publish("c", { type: "transcript_response", isFinal: false, payload: { content: "guess" } });
      most = Math.max(most, hub.bufferedBytes());
      await turn();
    }
    expect(await Promise.all(others.map((socket) => numbers(socket, total)))).toEqual(
      others.map(() => Array.from({ length: total }, (_, number) => number)),
    );
    expect(most, "bytes that wait, of 50 MB that were sent to each").toBeLessThan(3 * LIMITS.all);
    expect(hub.count("c")).toBe(2);
    // What the kernel had taken already, then the close frame with its code, if he reads on in time.
    let tail = Buffer.alloc(0);
    slow.on("data", (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-200);
    });
    slow.resume();
    await waitFor(
      () => tail.toString("latin1"),
      (text) => text.includes("too slow: results are waiting to be read"),
    );
    expect(tail.readUInt16BE(tail.indexOf("too slow") - 2)).toBe(1013);
  }, 30_000);

  it("leaves out unfinished transcripts first for one who falls behind, who then gets all else", async () => {
    const slow = await bareClient();
    slow.pause();
    // Fills what the kernel takes, until something has to wait here.
    let sent = 0;
    for (; hub.bufferedBytes() < LIMITS.guesses / 2; sent += 1) {
      hub.publish("c", result(sent));
      await turn();
    }
    const guess = { type: "transcript_response", isFinal: false, payload: { content: "g".repeat(MESSAGE_BYTES) } };
    for (let number = 0; number < 1_000; number += 1) hub.publish("c", guess);
    expect(hub.bufferedBytes()).toBeLessThanOrEqual(LIMITS.guesses + 2 * MESSAGE_BYTES);
    hub.publish("c", { type: "message_response", last: "the end of it" });
    let tail = "";
    slow.on("data", (chunk: Buffer) => {
      tail = (tail + chunk.toString("latin1")).slice(-1_000);
    });
    slow.resume();
    await waitFor(
      () => tail,
      (text) => text.includes("the end of it"),
    );
    expect(hub.count("c")).toBe(1);
  }, 30_000);

  it("serves 200 at once, each with everything in its order", async () => {
    const readers = await Promise.all(Array.from({ length: 200 }, reader));
    for (let number = 0; number < 50; number += 1) hub.publish("c", { type: "message_response", number });
    const expected = Array.from({ length: 50 }, (_, number) => number);
    for (const socket of readers) expect(await numbers(socket, 50)).toEqual(expected);
    hub.end("c", "stopped");
    for (const socket of readers) expect(await socket.closed).toEqual({ code: 1000, reason: "stopped" });
    expect(hub.count("c")).toBe(0);
  }, 30_000);

  it("cuts off whoever gives no sign of life, and no one who does", async () => {
    await close();
    await listen({ pingMs: 50 });
    const alive = await reader();
    const dead = await bareClient();
    await once(dead.resume(), "close");
    await waitFor(
      () => hub.count("c"),
      (listeners) => listeners === 1,
    );
    hub.publish("c", { type: "message_response", number: 1 });
    expect(await numbers(alive, 1)).toEqual([1]);
  });

  it("cuts off whoever does not answer the closing", async () => {
    await close();
    await listen({ closeMs: 100 });
    const dead = await bareClient();
    hub.end("c", "stopped");
    expect(hub.connectionIds()).toEqual([]);
    await once(dead.resume(), "close");
    await waitFor(
      () => server.clients.size,
      (left) => left === 0,
    );
  });
});

import { describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { waitFor } from "../../support/gateway.js";
import { answerPings, said, tell } from "./scripted-socket-server.js";
import { all, allAndError, content, stage } from "./support.js";

const { server, follow } = stage();

describe("odd frames", () => {
  it("are messages of type other, and the subscription goes on", async () => {
    const binary = Buffer.from([0xff, 0xfe]);
    const scripted = await server(tell(["{", binary, "", '{"type":"tracker_response"}', said("a")], 1000));
    const messages = await all(follow(scripted));
    expect(messages.map((message) => (message.type === "other" ? message.raw : content(message)))).toEqual([
      "{",
      new Uint8Array(binary),
      { type: "tracker_response" },
      "a",
    ]);
  });

  it("that are huge break the connection rather than fill the memory; the next one goes on", async () => {
    const scripted = await server(tell([said("a"), said("x".repeat(5 * 1024 * 1024))]), tell([said("b")], 1000));
    const subscription = follow(scripted);
    expect((await all(subscription)).map(content)).toEqual(["a", "b"]);
    expect(subscription.reconnects).toBe(1);
  });
});

describe("a program slower than the results", () => {
  it("misses interim transcripts, and no other message", async () => {
    const frames = Array.from({ length: 50 }, (_, index) => said(`${index}`, index % 10 === 9));
    const scripted = await server(tell(frames, 1000));
    const subscription = follow(scripted, { maxWaiting: 5 });
    await waitFor(
      () => subscription.skipped,
      (count) => count === 45,
    );
    expect((await all(subscription)).map(content)).toEqual(["9", "19", "29", "39", "49"]);
  });

  it("gets an error after the messages that had room, rather than lose one", async () => {
    const scripted = await server(tell(["a", "b", "c", "d"].map((words) => said(words))));
    const subscription = follow(scripted, { maxWaiting: 3 });
    await waitFor(
      () => scripted.upgrades.length,
      (count) => count === 1,
    );
    await waitFor(
      () => scripted.lines(),
      (count) => count === 0,
    );
    const { messages, error } = await allAndError(subscription);
    expect(messages.map(content)).toEqual(["a", "b", "c"]);
    expect(error).toMatchObject({
      code: "SYMBL_SUBSCRIPTION_FAILED",
      message: expect.stringMatching(/^options\.maxWaiting: /),
    });
    expect(await all(subscription)).toEqual([]);
  });
});

describe("speaker events over the same connection", () => {
  const joined = { type: "joined", user: { userId: "ada@example.com", name: "Ada" } } as const;

  it("wait for the connection, and go as JSON", async () => {
    const scripted = await server(tell([]));
    const subscription = follow(scripted);
    await subscription.send({ ...joined, timestamp: "2030-01-31T09:00:00Z" });
    await subscription.send({ ...joined, type: "left" });
    await waitFor(
      () => scripted.frames.length,
      (count) => count === 2,
    );
    expect(JSON.parse(scripted.frames[0] ?? "")).toEqual({
      topic: "speaker",
      ...joined,
      timestamp: "2030-01-31T09:00:00.000Z",
    });
  });

  it("wait for the next connection when one is lost", async () => {
    const sockets: WebSocket[] = [];
    const scripted = await server(({ accept }) => accept((socket) => void sockets.push(socket)), tell([said("again")]));
    const subscription = follow(scripted);
    await waitFor(
      () => sockets.length,
      (count) => count === 1,
    );
    const first = subscription[Symbol.asyncIterator]().next();
    sockets[0]?.close(1011);
    expect(await first).toMatchObject({ done: false });
    await subscription.send(joined);
    await waitFor(
      () => scripted.frames.length,
      (count) => count === 1,
    );
  });

  it("are refused when they are wrong, when too many wait, and when the subscription has ended", async () => {
    const scripted = await server(() => undefined);
    const subscription = follow(scripted);
    await expect(subscription.send(JSON.parse("{}"))).rejects.toMatchObject({ code: "SYMBL_INVALID_INPUTS" });
    const waiting = Array.from({ length: 1_000 }, () => subscription.send(joined));
    const outcomes = Promise.allSettled(waiting);
    await expect(subscription.send(joined)).rejects.toMatchObject({ code: "SYMBL_SUBSCRIPTION_FAILED" });
    await subscription.close();
    expect((await outcomes).every(({ status }) => status === "rejected")).toBe(true);
    await expect(subscription.send(joined)).rejects.toMatchObject({
      code: "SYMBL_SUBSCRIPTION_FAILED",
      message: expect.stringContaining("pushSpeakerEvent"),
    });
  });
});

describe("the server's own keep-alive", () => {
  it("is answered, and is no message", async () => {
    const scripted = await server(({ accept }) =>
      accept((socket) => {
        answerPings(socket);
        socket.on("message", (data) => {
          if (data.toString() === "__PONG__") socket.close(1000);
        });
        socket.send("__PING__");
      }),
    );
    expect(await all(follow(scripted))).toEqual([]);
    expect(scripted.frames).toEqual(["__PONG__"]);
  });
});

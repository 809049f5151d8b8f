import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { subscribe } from "../../../provider/events/index.js";
import { startTestGateway, waitFor } from "../../support/gateway.js";
import { said, tell } from "./scripted-socket-server.js";
import { all, allAndError, content, optionsFor, stage } from "./support.js";

const { server, follow, onEnd } = stage();

describe("the results of a real call", () => {
  it("come typed and in order, and end with the call", async () => {
    const gateway = await startTestGateway();
    onEnd(gateway.close);
    const token = await gateway.token();
    const response = await fetch(`${gateway.url}/v1/endpoint:connect`, {
      method: "POST",
      headers: { "x-api-key": token, "content-type": "application/json" },
      body: JSON.stringify({ operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } }),
    });
    const call: { connectionId: string; conversationId: string; resultWebSocketUrl: string } = JSON.parse(
      await response.text(),
    );

    const { appId, appSecret, url: baseUrl } = gateway;
    const subscription = subscribe(call.resultWebSocketUrl, { appId, appSecret, baseUrl });
    onEnd(() => subscription.close());
    await subscription.send({ type: "joined", user: { userId: "ada@example.com", name: "Ada" } });
    await waitFor(
      () =>
        gateway.publish(call.connectionId, {
          type: "transcript_response",
          isFinal: true,
          payload: { content: "hello" },
        }),
      (listeners) => listeners === 1,
    );
    gateway.publish(call.connectionId, { type: "topic_response", topics: [{ phrases: "weather", score: 0.5 }] });
    await waitFor(
      async () => {
        const answer = await fetch(`${baseUrl}/v1/conversations/${call.conversationId}`, {
          headers: { "x-api-key": token },
        });
        return answer.text();
      },
      (conversation) => conversation.includes("ada@example.com"),
    );
    await gateway.hangUp(call.connectionId);

    const messages = await all(subscription);
    expect(messages.map(content)).toEqual(["hello", "topic_response"]);
    const upgrade = (await gateway.requests()).find(({ path }) => path.startsWith("/events/"));
    expect(upgrade).toMatchObject({ path: `/events/${call.connectionId}`, status: 101 });

    const late = subscribe(call.resultWebSocketUrl, { appId, appSecret, baseUrl });
    expect(await allAndError(late)).toMatchObject({ messages: [], error: { code: "SYMBL_NOT_FOUND", status: 404 } });
  });
});

describe("a subscription", () => {
  it.each([1000, 1001])("completes when the server closes with %d, after the messages that had come", async (code) => {
    const scripted = await server(tell([said("a"), said("b")], code));
    expect((await all(follow(scripted))).map(content)).toEqual(["a", "b"]);
    expect(scripted.upgrades).toHaveLength(1);
  });

  it("carries its token in the header and nowhere else", async () => {
    const scripted = await server(tell([], 1000));
    await all(follow(scripted));
    expect(scripted.upgrades[0]?.headers["x-api-key"]).toBe("token-given");
    expect(scripted.upgrades[0]?.headers["sec-websocket-protocol"]).toBeUndefined();
    expect(scripted.upgrades[0]?.url).toBe("/events/c-1");
  });

  it("closes its socket when the loop is left", async () => {
    const closed: Promise<unknown[]>[] = [];
    const scripted = await server(({ accept }) =>
      accept((socket) => {
        closed.push(once(socket, "close"));
        socket.send(said("a"));
        socket.send(said("b"));
      }),
    );
    const subscription = follow(scripted);
    const heard: string[] = [];
    for await (const message of subscription) {
      heard.push(content(message));
      break;
    }
    expect(heard).toEqual(["a"]);
    expect((await closed[0])?.[0]).toBe(1000);
    expect(await all(subscription)).toEqual([]);
  });

  it("closes its socket when it is returned from before anything was read", async () => {
    const scripted = await server(tell([]));
    const subscription = follow(scripted);
    await waitFor(
      () => scripted.upgrades.length,
      (count) => count === 1,
    );
    await subscription[Symbol.asyncIterator]().return?.();
    await waitFor(
      () => scripted.lines(),
      (count) => count === 0,
    );
    expect(scripted.upgrades).toHaveLength(1);
  });

  it("completes for whoever waits when it is closed, as often as it is closed", async () => {
    const scripted = await server(tell([]));
    const subscription = follow(scripted);
    const waiting = all(subscription);
    await waitFor(
      () => scripted.upgrades.length,
      (count) => count === 1,
    );
    await Promise.all([subscription.close(), subscription.close()]);
    expect(await waiting).toEqual([]);
    await waitFor(
      () => scripted.lines(),
      (count) => count === 0,
    );
  });

  it("closes though the other end does not answer the goodbye", async () => {
    const scripted = await server(({ accept, line }) => accept(() => void line.removeAllListeners("data")));
    const subscription = follow(scripted);
    await waitFor(
      () => scripted.upgrades.length,
      (count) => count === 1,
    );
    await subscription.close();
    await waitFor(
      () => scripted.lines(),
      (count) => count === 0,
    );
  });

  it("closes while it connects", async () => {
    const scripted = await server(() => undefined);
    const subscription = follow(scripted);
    await waitFor(
      () => scripted.upgrades.length,
      (count) => count === 1,
    );
    await subscription.close();
    expect(await all(subscription)).toEqual([]);
    await waitFor(
      () => scripted.lines(),
      (count) => count === 0,
    );
  });

  it("closes while it waits to connect anew", async () => {
    const scripted = await server(({ refuse }) => refuse(503, { "retry-after": "100" }));
    const subscription = follow(scripted, { reconnect: { within: "1h" } });
    await waitFor(
      () => scripted.upgrades.length,
      (count) => count === 1,
    );
    await subscription.close();
    expect(await all(subscription)).toEqual([]);
  });

  it("completes when its signal aborts, before or meanwhile", async () => {
    const scripted = await server(tell([]));
    expect(await all(follow(scripted, { signal: AbortSignal.abort() }))).toEqual([]);
    expect(scripted.upgrades).toHaveLength(0);

    const abort = new AbortController();
    const waiting = all(follow(scripted, { signal: abort.signal }));
    await waitFor(
      () => scripted.upgrades.length,
      (count) => count === 1,
    );
    abort.abort();
    expect(await waiting).toEqual([]);
  });

  it("gives each message to one taker", async () => {
    const scripted = await server(tell([said("a"), said("b"), said("c")], 1000));
    const subscription = follow(scripted);
    const both = await Promise.all([all(subscription), all(subscription)]);
    expect(both.flat().map(content).sort()).toEqual(["a", "b", "c"]);
  });

  it("refuses mistakes and strange origins at once, and sends nothing", async () => {
    const scripted = await server(tell([]));
    expect(() => subscribe("https://api.example.com/events/c-1", optionsFor(scripted))).toThrow(
      /^resultWebSocketUrl: /,
    );
    expect(() => subscribe(scripted.url, optionsFor(scripted, { keepAlive: "often" }))).toThrow(
      /^options\.keepAlive: /,
    );
    expect(() => subscribe(scripted.url, { baseUrl: "https://api.example.com", accessToken: "token-given" })).toThrow(
      /^resultWebSocketUrl: .*SYMBL_TRUSTED_ORIGINS/,
    );
    expect(() => subscribe(scripted.url, { baseUrl: scripted.origin })).toThrow(/^No credentials/);
    expect(scripted.upgrades).toHaveLength(0);
  });
});

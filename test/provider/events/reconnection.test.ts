import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { waitFor } from "../../support/gateway.js";
import { answerPings, type OnUpgrade, refuse, said, tell } from "./scripted-socket-server.js";
import { all, allAndError, content, stage } from "./support.js";

const { server, follow } = stage();

/** Opens, says something, and cuts the line. */
function cutAfter(words: string): OnUpgrade {
  return ({ accept, line }) => accept((socket) => socket.send(said(words), () => void line.destroy()));
}

/** The answer to an upgrade, written by hand; what follows it is up to the test. */
function switching(key: string | undefined): string {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`;
}

describe("a connection that breaks", () => {
  it("is made anew, and the results go on", async () => {
    const scripted = await server(cutAfter("a"), tell([said("b")], 1011, "restarting"), tell([said("c")], 1000));
    const subscription = follow(scripted);
    expect((await all(subscription)).map(content)).toEqual(["a", "b", "c"]);
    expect(subscription.reconnects).toBe(2);
  });

  it("whose call has ended meanwhile is the clean end of the iteration", async () => {
    const scripted = await server(cutAfter("a"), refuse(404));
    expect((await all(follow(scripted))).map(content)).toEqual(["a"]);
    expect(scripted.upgrades).toHaveLength(2);
  });

  it("is made anew through passing trouble", async () => {
    const scripted = await server(
      cutAfter("a"),
      refuse(503),
      ({ line }) => void line.destroy(),
      refuse(429, { "retry-after": "0" }),
      tell([said("b")], 1000),
    );
    expect((await all(follow(scripted))).map(content)).toEqual(["a", "b"]);
  });

  it("is found out by its silence", async () => {
    const scripted = await server(({ accept }) => accept((socket) => socket.send(said("a"))), tell([said("b")], 1000));
    const subscription = follow(scripted, { keepAlive: 100 });
    expect((await all(subscription)).map(content)).toEqual(["a", "b"]);
    expect(scripted.frames).toContain("__PING__");
    expect(subscription.reconnects).toBe(1);
  });

  it("is not suspected while the other end answers", async () => {
    const scripted = await server(({ accept }) =>
      accept((socket) => {
        answerPings(socket);
        let pings = 0;
        socket.on("message", () => {
          if (++pings === 3) socket.close(1000);
        });
      }),
    );
    expect(await all(follow(scripted, { keepAlive: 400 }))).toEqual([]);
    expect(scripted.upgrades).toHaveLength(1);
  });

  it("ends the iteration when the server has said goodbye, though it keeps the line open", async () => {
    const goodbye = Buffer.from([0x88, 0x02, 0x03, 0xe8]);
    const scripted = await server(({ line, headers }) => {
      line.write(switching(headers["sec-websocket-key"]));
      line.write(goodbye);
    });
    expect(await all(follow(scripted, { keepAlive: 100 }))).toEqual([]);
    expect(scripted.upgrades).toHaveLength(1);
    await waitFor(
      () => scripted.lines(),
      (count) => count === 0,
    );
  });
});

describe("no lasting connection", () => {
  it("is tried for so many times, then said aloud with the last reason", async () => {
    const scripted = await server(refuse(503));
    const { error } = await allAndError(follow(scripted, { reconnect: { attempts: 3 } }));
    expect(error).toMatchObject({
      code: "SYMBL_SUBSCRIPTION_FAILED",
      status: 503,
      message: expect.stringContaining("tried 4 times"),
      cause: { code: "SYMBL_SERVER_ERROR" },
    });
    expect(scripted.upgrades).toHaveLength(4);
  });

  it("is not tried again when the program does not want it", async () => {
    const scripted = await server(cutAfter("a"));
    const { messages, error } = await allAndError(follow(scripted, { reconnect: { attempts: 0 } }));
    expect(messages.map(content)).toEqual(["a"]);
    expect(error).toMatchObject({ code: "SYMBL_SUBSCRIPTION_FAILED", message: expect.stringContaining("tried once") });
    expect(scripted.upgrades).toHaveLength(1);
  });

  it("is given up at once when the server asks for more time than there is", async () => {
    const scripted = await server(refuse(429, { "retry-after": "3600" }));
    expect(await allAndError(follow(scripted))).toMatchObject({
      error: { code: "SYMBL_SUBSCRIPTION_FAILED", status: 429 },
    });
    expect(scripted.upgrades).toHaveLength(1);
  });

  it("is what a server gives that opens and closes for ever", async () => {
    const scripted = await server(tell([said("a")], 1011));
    const { messages, error } = await allAndError(follow(scripted, { reconnect: { attempts: 2 } }));
    expect(messages.map(content)).toEqual(["a", "a", "a"]);
    expect(error).toMatchObject({ code: "SYMBL_SUBSCRIPTION_FAILED" });
  });

  it("is what a server gives that opens and never answers", async () => {
    const scripted = await server(({ accept }) => accept(() => undefined));
    const { error } = await allAndError(follow(scripted, { keepAlive: 50, reconnect: { attempts: 2 } }));
    expect(error).toMatchObject({
      code: "SYMBL_SUBSCRIPTION_FAILED",
      message: expect.stringContaining("no longer answered"),
    });
    expect(scripted.upgrades).toHaveLength(3);
  });

  it("is given up in its time when the upgrade is never answered", async () => {
    const scripted = await server(() => undefined);
    const { error } = await allAndError(follow(scripted, { reconnect: { within: 300 } }));
    expect(error).toMatchObject({ code: "SYMBL_SUBSCRIPTION_FAILED", cause: { code: "SYMBL_TIMEOUT" } });
  });

  it("is given up in its time when nothing listens", async () => {
    const scripted = await server(tell([]));
    await scripted.close();
    const { error } = await allAndError(follow(scripted, { reconnect: { within: 500 } }));
    expect(error).toMatchObject({ code: "SYMBL_SUBSCRIPTION_FAILED", cause: { code: "SYMBL_UNREACHABLE" } });
  });

  it("counts anew after a connection that lasted", async () => {
    const brief: OnUpgrade = tell([], 1011);
    const lasting: OnUpgrade = ({ accept }) =>
      accept((socket) => {
        answerPings(socket);
        socket.on("message", () => socket.close(1011));
      });
    const scripted = await server(brief, lasting, brief, brief, tell([said("a")], 1000));
    const messages = await all(follow(scripted, { keepAlive: 300, reconnect: { attempts: 3 } }));
    expect(messages.map(content)).toEqual(["a"]);
    expect(scripted.upgrades).toHaveLength(5);
  });
});

describe("a refused token", () => {
  const app = { appId: "app-1", appSecret: "secret-of-app-1", accessToken: undefined };

  it("is replaced once by a new one", async () => {
    const scripted = await server(refuse(401), tell([said("a")], 1000));
    expect((await all(follow(scripted, app))).map(content)).toEqual(["a"]);
    expect(scripted.upgrades.map(({ headers }) => headers["x-api-key"])).toEqual(["token-1", "token-2"]);
  });

  it("is said aloud when the new one is refused as well", async () => {
    const scripted = await server(refuse(401));
    expect(await allAndError(follow(scripted, app))).toMatchObject({
      error: { code: "SYMBL_UNAUTHORIZED", status: 401 },
    });
    expect(scripted.tokens()).toBe(2);
  });

  it("is replaced again when a later connection is refused", async () => {
    const scripted = await server(refuse(401), cutAfter("a"), refuse(401), tell([said("b")], 1000));
    expect((await all(follow(scripted, app))).map(content)).toEqual(["a", "b"]);
    expect(scripted.tokens()).toBe(3);
  });

  it("is said aloud at once when it was given by hand", async () => {
    const scripted = await server(refuse(401));
    expect(await allAndError(follow(scripted))).toMatchObject({ error: { code: "SYMBL_UNAUTHORIZED" } });
    expect(scripted.upgrades).toHaveLength(1);
  });
});

describe("what will not change", () => {
  it.each([
    ["no such call", refuse(404), "SYMBL_NOT_FOUND"],
    ["a bad request", refuse(400), "SYMBL_BAD_REQUEST"],
    ["a redirect, which is not followed", refuse(302, { location: "http://127.0.0.1:1/" }), "SYMBL_UNEXPECTED_STATUS"],
    ["a page", refuse(200), "SYMBL_UNEXPECTED_STATUS"],
    ["a WebSocket that is none", ({ line }) => void line.write(switching("wrong")), "SYMBL_UNREADABLE_ANSWER"],
  ] satisfies [string, OnUpgrade, string][])("is not tried again: %s", async (_name, step, code) => {
    const scripted = await server(step);
    expect(await allAndError(follow(scripted))).toMatchObject({ messages: [], error: { code } });
    expect(scripted.upgrades).toHaveLength(1);
    await waitFor(
      () => scripted.lines(),
      (count) => count === 0,
    );
  });
});

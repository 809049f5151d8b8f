import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { isRecord, Socket, START, type StartAnswer, send, start, stop } from "../client.js";
import { ADA, TalkingDialer } from "../talking-dialer.js";

describe("what is said on a call", () => {
  let dialer: TalkingDialer;
  let gateway: TestGateway;
  let token: string;
  let session: StartAnswer;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    dialer = new TalkingDialer();
    gateway = await startTestGateway({ dialer });
    token = await gateway.token();
    session = await start(gateway, { token });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await gateway.close();
  });

  async function open(url = session.resultWebSocketUrl): Promise<Socket> {
    const socket = await Socket.open(url, { "x-api-key": token });
    sockets.push(socket);
    return socket;
  }
  const next = async (socket: Socket): Promise<Record<string, unknown>> => {
    const result: unknown = JSON.parse(await socket.next());
    if (!isRecord(result)) throw new Error("no result");
    return result;
  };
  const speak = (type: string, userId: string, at: number, name?: string) =>
    send(gateway, "POST", `/v1/event/${session.connectionId}`, {
      token,
      body: { topic: "speaker", type, user: { userId, name }, timestamp: new Date(at).toISOString() },
    });

  it("reaches every listener as guesses, then as a message", async () => {
    const both = [await open(), await open(session.resultWebSocketUrl.replace("/events/", "/session/subscribe/"))];
    dialer.say("good", { isFinal: false });
    for (const socket of both) {
      expect(await next(socket)).toMatchObject({
        type: "transcript_response",
        isFinal: false,
        payload: { content: "good" },
      });
    }
    const startedAt = Date.UTC(2026, 0, 1);
    dialer.say("Good morning.", { speaker: ADA, startedAt, duration: 1_500 });
    for (const socket of both) {
      const user = { ...ADA, id: expect.stringMatching(/^[0-9a-f-]{36}$/) };
      expect(await next(socket)).toMatchObject({
        ...{ type: "transcript_response", isFinal: true, payload: { content: "Good morning." } },
        user,
      });
      expect(await next(socket)).toMatchObject({
        type: "message_response",
        messages: [
          {
            from: user,
            payload: { content: "Good morning.", contentType: "text/plain" },
            duration: { startTime: "2026-01-01T00:00:00.000Z", endTime: "2026-01-01T00:00:01.500Z", duration: 1.5 },
          },
        ],
        sequenceNumber: 0,
      });
    }
  });

  it("is said by whoever speaks as the speaker events tell, however late and in whatever order they come", async () => {
    const socket = await open();
    const at = Date.now();
    await speak("started_speaking", "bob@example.com", at + 2_000, "Bob");
    await speak("stopped_speaking", "ada@example.com", at + 2_000);
    await speak("started_speaking", "ada@example.com", at, "Ada");
    dialer.say("The first", { isFinal: false, startedAt: at + 100 });
    dialer.say("The first thing.", { startedAt: at + 100, duration: 1_500 });
    dialer.say("The second thing.", { startedAt: at + 2_100, duration: 1_500 });
    const users = [];
    for (let result = 0; result < 3; ) {
      const { type, user } = await next(socket);
      if (type !== "transcript_response") continue;
      users.push(isRecord(user) ? user.name : undefined);
      result += 1;
    }
    expect(users).toEqual(["Ada", "Ada", "Bob"]);
  });

  it("is nobody's while nobody is known to have spoken", async () => {
    const socket = await open();
    dialer.say("Hello.");
    expect(await next(socket)).not.toHaveProperty("user");
    expect(await next(socket)).toMatchObject({ type: "message_response", messages: [{ from: {} }] });
  });

  it("comes before the end: the sockets close after its last result, and those who come late get what follows", async () => {
    const early = await open();
    dialer.say("Before.");
    expect(await next(early)).toMatchObject({ payload: { content: "Before." } });
    expect(await next(early)).toMatchObject({ type: "message_response" });
    const socket = await open();
    for (let message = 0; message < 50; message += 1) dialer.say(`Message ${message}.`);
    expect((await stop(gateway, token, session.connectionId)).status).toBe(200);
    expect(await socket.closed).toEqual({ code: 1000, reason: "stopped" });
    const said: unknown[] = [];
    while (said.length < 50) {
      const result = await next(socket);
      if (result.type === "transcript_response" && isRecord(result.payload)) said.push(result.payload.content);
    }
    expect(said).toEqual(Array.from({ length: 50 }, (_, message) => `Message ${message}.`));
  });

  it("stays within its own call", async () => {
    const other = await start(gateway, { token, body: START });
    const [first, second] = [await open(), await open(other.resultWebSocketUrl)];
    dialer.say("On the first.", {}, 0);
    dialer.say("On the second.", {}, 1);
    expect(await next(first)).toMatchObject({ payload: { content: "On the first." } });
    expect(await next(second)).toMatchObject({ payload: { content: "On the second." } });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { type Answer, type StartAnswer, send, start, stop, wrongPaths } from "../client.js";

const EVENT = {
  topic: "speaker",
  type: "started_speaking",
  user: { userId: "ada@example.com", name: "Ada" },
  timestamp: "2030-01-31T09:00:00.000Z",
};

describe("POST /v1/event/{connectionId} and GET /v1/conversations/{id}", () => {
  let gateway: TestGateway;
  let token: string;
  let session: StartAnswer;
  beforeEach(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
    session = await start(gateway, { token });
  });
  afterEach(() => gateway.close());

  const push = (body: unknown, id = session.connectionId): Promise<Answer> =>
    send(gateway, "POST", `/v1/event/${id}`, { token, body });
  const conversation = (id = session.conversationId): Promise<Answer> =>
    send(gateway, "GET", `/v1/conversations/${id}`, { token });

  it.each(["started_speaking", "stopped_speaking", "joined", "left"])(
    "takes %s with 200 and an empty body",
    async (type) => {
      const answer = await push({ ...EVENT, type });
      expect(answer.status).toBe(200);
      expect(answer.body).toBe("");
    },
  );

  it.each([
    ["`stopped` without a user", { topic: "speaker", type: "stopped", timestamp: EVENT.timestamp }],
    ["a time with another offset", { ...EVENT, timestamp: "2030-01-31T18:00:00+09:00" }],
    ["a user without a name", { ...EVENT, user: { userId: "ada@example.com" } }],
    ["a user with an id", { ...EVENT, user: { ...EVENT.user, id: "42" } }],
  ])("takes %s", async (_name, event) => {
    expect((await push(event)).status).toBe(200);
  });

  it.each([
    ["an empty object", {}, ["type"]],
    ["an unknown type", { ...EVENT, type: "shouting" }, ["type"]],
    ["another topic", { ...EVENT, topic: "weather" }, ["topic"]],
    ["no user", { ...EVENT, user: undefined }, ["user"]],
    [
      "wrong fields everywhere",
      { ...EVENT, topic: 1, user: { name: 5, mail: "x" }, timestamp: "yesterday", at: 1 },
      ["at", "timestamp", "topic", "user.mail", "user.name", "user.userId"],
    ],
    ["a time without a zone", { ...EVENT, timestamp: "2030-01-31T09:00:00" }, ["timestamp"]],
  ])("answers 400 to %s, naming every field", async (_name, event, paths) => {
    const answer = await push(event);
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(paths);
  });

  it("answers 404 for an unknown connection, and for one that has ended", async () => {
    expect((await push(EVENT, "00000000-0000-4000-8000-000000000000")).status).toBe(404);
    await stop(gateway, token, session.connectionId);
    const answer = await push(EVENT);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ message: "The connectionId is either invalid or does not exist." });
  });

  it("answers 401 without a token", async () => {
    const answer = await send(gateway, "POST", `/v1/event/${session.connectionId}`, { body: EVENT });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ message: "Token validation failed for provided token." });
  });

  it("makes its user a member of the conversation, once, by the last name that was given", async () => {
    await push(EVENT);
    await push({ ...EVENT, user: { userId: "grace@example.com" } });
    await push({ ...EVENT, type: "left", user: { userId: "ada@example.com", name: "Ada L." } });
    const { body } = await conversation();
    expect(body).toMatchObject({
      members: [
        { id: expect.any(String), name: "Ada L.", email: "ada@example.com" },
        { id: expect.any(String), name: "grace@example.com", email: "grace@example.com" },
      ],
    });
  });

  it("shows a conversation without endTime while the call is up, and with it from the end on", async () => {
    const live = await conversation();
    expect(live.status).toBe(200);
    expect(live.body).toEqual({
      id: session.conversationId,
      type: "meeting",
      name: session.conversationId,
      startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      members: [],
      metadata: {},
    });
    await gateway.hangUp(session.connectionId);
    const ended = await conversation();
    const [call] = await gateway.connections();
    expect(ended.body).toEqual({ ...Object(live.body), endTime: call?.times.ended, endCause: call?.cause });
  });

  it("names a conversation as its session was named", async () => {
    const body = {
      operation: "start",
      endpoint: { type: "pstn", phoneNumber: "14082924837" },
      data: { session: { name: "Stand-up" } },
    };
    const { conversationId } = await start(gateway, { token, body });
    expect((await conversation(conversationId)).body).toMatchObject({ name: "Stand-up" });
  });

  it.each(["1", "x", "00000000-0000-4000-8000-000000000000", "__proto__"])(
    "answers 404 in the API's words for the conversation %s",
    async (id) => {
      const answer = await conversation(id);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ message: "The conversationId is either invalid or does not exist." });
    },
  );

  it("answers 401 for a conversation without a token", async () => {
    expect((await send(gateway, "GET", `/v1/conversations/${session.conversationId}`)).status).toBe(401);
  });
});

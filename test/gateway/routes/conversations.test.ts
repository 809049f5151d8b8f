import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { type Answer, isRecord, START, type StartAnswer, send, start, stop, wrongPaths } from "../client.js";
import { ADA, BOB, TalkingDialer } from "../talking-dialer.js";

const apps = [
  { appId: "blue", appSecret: "blue-secret" },
  { appId: "red", appSecret: "red-secret" },
];
const RESULTS = ["messages", "members", "topics", "questions", "follow-ups", "action-items", "analytics"];

describe("the Conversation API", () => {
  let dialer: TalkingDialer;
  let gateway: TestGateway;
  let token: string;
  let session: StartAnswer;
  beforeEach(async () => {
    dialer = new TalkingDialer();
    gateway = await startTestGateway({ dialer, apps, adminToken: "admin" });
    token = await gateway.token();
    session = await start(gateway, { token, body: { ...START, data: { session: { name: "Stand-up" } } } });
  });
  afterEach(() => gateway.close());

  const path = (what = "") => `/v1/conversations/${session.conversationId}${what}`;
  const get = (what: string) => send(gateway, "GET", path(what), { token });
  const put = (body: unknown) => send(gateway, "PUT", path(), { token, body });
  const stopped = () => stop(gateway, token, session.connectionId);
  const list = (answer: Answer, name: string): readonly unknown[] => {
    if (!isRecord(answer.body) || !Array.isArray(answer.body[name])) throw new Error(`no ${name}`);
    return answer.body[name];
  };

  async function talk(): Promise<void> {
    const at = Date.UTC(2026, 0, 1);
    const say = (second: number, text: string, speaker?: { name: string; userId: string }) =>
      dialer.say(text, {
        ...{ startedAt: at + 1_000 * second, duration: 2_000 },
        ...(speaker === undefined ? {} : { speaker }),
      });
    say(0, "The release plan is late.", ADA);
    say(2, "Is the release plan public?", BOB);
    say(4, "I will send it to the customer.", BOB);
    say(6, "Bob will fix the login page.", ADA);
    say(8, "Thanks.");
    await waitFor(
      async () => list(await get("/messages"), "messages"),
      ({ length }) => length === 5,
    );
  }

  it("shows the messages, with who said them and when", async () => {
    await talk();
    const messages = list(await get("/messages"), "messages");
    expect(messages[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      text: "The release plan is late.",
      from: { id: expect.any(String), name: "Ada", userId: "ada@example.com", email: "ada@example.com" },
      startTime: "2026-01-01T00:00:00.000Z",
      endTime: "2026-01-01T00:00:02.000Z",
      conversationId: session.conversationId,
      phrases: [],
    });
    expect(messages[4]).toMatchObject({ text: "Thanks.", from: {} });
    expect((await get("/messages?verbose=true&sentiment=true")).status).toBe(200);
  });

  it("shows what a person should know of the call, and why it ended", async () => {
    const shown = async () => (await get("")).body;
    expect(await shown()).not.toHaveProperty("warnings");
    dialer.tell({ type: "warning", text: "The far end takes no keys." });
    const live = await waitFor(shown, (body) => isRecord(body) && "warnings" in body);
    expect(live).toMatchObject({ warnings: ["The far end takes no keys."] });
    expect(live).not.toHaveProperty("endCause");
    dialer.tell({ type: "ended", cause: "486 Busy Here" });
    const ended = await waitFor(shown, (body) => isRecord(body) && "endTime" in body);
    expect(ended).toMatchObject({ warnings: ["The far end takes no keys."], endCause: "486 Busy Here" });
    expect(await put({ metadata: {} }).then(({ body }) => body)).toMatchObject({ endCause: "486 Busy Here" });
  });

  it("shows members, topics, questions, follow-ups and action items", async () => {
    await talk();
    const bob = { name: "Bob", userId: "bob@example.com" };
    expect(list(await get("/members"), "members")).toMatchObject([
      { name: "Ada", email: "ada@example.com" },
      { name: "Bob", email: "bob@example.com" },
    ]);
    const ids = list(await get("/messages"), "messages").map((message) => (isRecord(message) ? message.id : ""));
    expect(list(await get("/topics"), "topics")).toMatchObject([
      { text: "release plan", type: "topic", score: 1, messageIds: [ids[0], ids[1]] },
    ]);
    expect(list(await get("/questions"), "questions")).toMatchObject([
      { text: "Is the release plan public?", type: "question", score: 1, messageIds: [ids[1]], from: bob },
    ]);
    expect(list(await get("/follow-ups"), "followUps")).toMatchObject([
      { text: "I will send it to the customer.", type: "follow_up", from: bob, assignee: bob, definitive: true },
    ]);
    expect(list(await get("/action-items"), "actionItems")).toMatchObject([
      { type: "action_item", from: { name: "Ada" }, assignee: { ...bob, email: "bob@example.com" } },
    ]);
  });

  it("shows who talked how long", async () => {
    const at = Date.now();
    dialer.say("one two three four", { speaker: ADA, startedAt: at, duration: 60_000 });
    await waitFor(
      async () => list(await get("/messages"), "messages"),
      ({ length }) => length === 1,
    );
    gateway.advanceClock(120_000);
    expect(list(await get("/analytics"), "members")).toMatchObject([
      {
        ...{ ...ADA, pace: { wpm: 4 }, talkTime: { percentage: 100, seconds: 60 } },
        ...{ listenTime: { percentage: 0, seconds: 0 }, overlap: { overlapDuration: 0, overlappingMembers: [] } },
      },
    ]);
    expect(list(await get("/analytics"), "metrics")).toMatchObject([
      { type: "total_silence", seconds: expect.closeTo(60, 0) },
      { type: "total_talk_time", seconds: 60 },
      { type: "total_overlap", percent: 0, seconds: 0 },
    ]);
  });

  it("is empty when nothing was said, and stays the same after the call", async () => {
    for (const [what, name] of [
      ["/messages", "messages"],
      ["/topics", "topics"],
      ["/analytics", "members"],
    ] as const) {
      expect(list(await get(what), name)).toEqual([]);
    }
    await talk();
    const before = await Promise.all(RESULTS.slice(0, -1).map(async (what) => (await get(`/${what}`)).body));
    await stopped();
    expect(await Promise.all(RESULTS.slice(0, -1).map(async (what) => (await get(`/${what}`)).body))).toEqual(before);
  });

  it("replaces the metadata, and nothing else", async () => {
    expect((await get("")).body).toMatchObject({ metadata: {} });
    const metadata = { agentId: "johndoe", nested: { list: [1, null] } };
    const answer = await put({ metadata });
    expect(answer).toMatchObject({ status: 200, body: { name: "Stand-up", metadata } });
    expect((await get("")).body).toEqual(answer.body);
    await put({ metadata: { other: 1 } });
    expect((await get("")).body).toMatchObject({ metadata: { other: 1 } });
  });

  it.each([
    ["another name", { metadata: {}, name: "x" }, ["name"]],
    ["another type and id", { metadata: {}, type: "meeting", id: "1" }, ["id", "type"]],
    ["no metadata", {}, ["metadata"]],
    ["metadata that are a list", { metadata: [] }, ["metadata"]],
    ["metadata beyond all measure", { metadata: { x: "x".repeat(20_000) } }, ["metadata"]],
    ["a field that nobody knows", { metadata: {}, extra: 1 }, ["extra"]],
  ])("refuses %s with a 400 that names it", async (_what, body, paths) => {
    const answer = await put(body);
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(paths);
    expect((await get("")).body).toMatchObject({ name: "Stand-up", metadata: {} });
  });

  it("refuses metadata of any depth without falling over it", async () => {
    const deep = (levels: number) => `{"metadata":{"x":${"[".repeat(levels)}${"]".repeat(levels)}}}`;
    expect((await put(deep(10))).status).toBe(200);
    for (const levels of [100, 10_000, 100_000]) expect((await put(deep(levels))).status).toBe(400);
  });

  it("deletes a conversation for good once its call is over, and not before", async () => {
    await talk();
    expect(await send(gateway, "DELETE", path(), { token })).toMatchObject({
      status: 409,
      body: { code: "CONVERSATION_LIVE" },
    });
    await stopped();
    expect(await send(gateway, "DELETE", path(), { token })).toMatchObject({
      status: 200,
      body: { message: "successfully deleted the conversation" },
    });
    for (const what of ["", ...RESULTS.map((name) => `/${name}`)]) expect((await get(what)).status).toBe(404);
    expect((await send(gateway, "DELETE", path(), { token })).status).toBe(404);
    expect((await put({ metadata: {} })).status).toBe(404);
    expect((await stopped()).status).toBe(404);
    expect(await gateway.connections()).toEqual([]);
  });

  it("is closed to other apps, and knows no made-up conversation", async () => {
    await talk();
    const asked = await send(gateway, "POST", "/oauth2/token:generate", { body: { type: "application", ...apps[1] } });
    const other = isRecord(asked.body) ? String(asked.body.accessToken) : "";
    const requests: readonly (readonly [string, string, unknown?])[] = [
      ["GET", ""],
      ["PUT", "", { metadata: { stolen: true } }],
      ["DELETE", ""],
      ...RESULTS.map((what) => ["GET", `/${what}`] as const),
      ["POST", "/experiences", { name: "verbose-text-summary" }],
    ];
    for (const [method, what, body] of requests) {
      const withBody = body === undefined ? {} : { body };
      const answer = await send(gateway, method, path(what), { token: other, ...withBody });
      expect(answer.status, `${method} ${what}`).toBe(404);
      expect(answer.body).toEqual({ message: "The conversationId is either invalid or does not exist." });
      expect((await send(gateway, method, path(what), withBody)).status, `${method} ${what} without a token`).toBe(401);
      for (const id of ["0", "..%2f..", "'", "x".repeat(250)]) {
        const url = `/v1/conversations/${id}${what}`;
        expect((await send(gateway, method, url, { token, ...withBody })).status, `${method} ${url}`).toBe(404);
      }
    }
    expect((await get("")).body).toMatchObject({ metadata: {} });
    expect(list(await get("/messages"), "messages")).toHaveLength(5);
  });
});

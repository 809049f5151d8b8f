import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { isRecord, Socket, START, send, start } from "./client.js";

/** The number whose people talk as the sample script says, and then hang up. */
const CONVERSATION = { type: "pstn", phoneNumber: "15005550011" };

describe("a scripted conversation", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway({ speed: 200 });
  });
  afterEach(() => gateway.close());

  it("is heard as it goes on, and is the same afterwards", async () => {
    const token = await gateway.token();
    const { connectionId, conversationId, resultWebSocketUrl } = await start(gateway, {
      token,
      body: { ...START, endpoint: CONVERSATION },
    });
    const socket = await Socket.open(resultWebSocketUrl, { "x-api-key": token });
    expect(await socket.closed).toEqual({ code: 1000, reason: "remote hang-up" });
    const results: Record<string, unknown>[] = socket.arrived().flatMap((text) => {
      const result: unknown = JSON.parse(text);
      return isRecord(result) ? [result] : [];
    });
    const listed = (type: string, name: string) =>
      results
        .filter((result) => result.type === type)
        .flatMap((result) => (Array.isArray(result[name]) ? result[name] : []));
    const get = async (what: string, name: string): Promise<readonly Record<string, unknown>[]> => {
      const { body } = await send(gateway, "GET", `/v1/conversations/${conversationId}/${what}`, { token });
      return isRecord(body) && Array.isArray(body[name]) ? body[name] : [];
    };

    const messages = await get("messages", "messages");
    expect(messages.length).toBeGreaterThan(5);
    expect(messages[0]).toMatchObject({ from: { name: "Ada Lovelace" } });
    expect(listed("message_response", "messages").map(({ id, payload }) => [id, payload.content])).toEqual(
      messages.map(({ id, text }) => [id, text]),
    );
    expect(results.some(({ type, isFinal }) => type === "transcript_response" && isFinal === false)).toBe(true);

    const insights = [
      ...(await get("questions", "questions")),
      ...(await get("follow-ups", "followUps")),
      ...(await get("action-items", "actionItems")),
    ];
    const ids = (all: readonly Record<string, unknown>[]) => all.map(({ id }) => String(id)).sort();
    expect(ids(listed("insight_response", "insights"))).toEqual(ids(insights));
    expect(new Set(insights.map(({ type }) => type))).toEqual(new Set(["question", "follow_up", "action_item"]));
    const topics = await get("topics", "topics");
    expect(topics.length).toBeGreaterThan(0);
    expect(listed("topic_response", "topics").map(({ id }) => id)).toEqual(
      expect.arrayContaining(topics.map(({ id }) => id)),
    );

    const { body } = await send(gateway, "GET", `/v1/conversations/${conversationId}/analytics`, { token });
    expect(isRecord(body) && Array.isArray(body.members) ? body.members.map(({ name }) => name) : []).toEqual(
      (await get("members", "members")).map(({ name }) => name),
    );
    expect((await gateway.connections())[0]).toMatchObject({ connectionId, state: "ended" });
  });

  it("publishes only the insights that its start asks for", async () => {
    const token = await gateway.token();
    const { conversationId, resultWebSocketUrl } = await start(gateway, {
      token,
      body: { ...START, endpoint: CONVERSATION, insightTypes: ["follow_up"] },
    });
    const socket = await Socket.open(resultWebSocketUrl, { "x-api-key": token });
    await socket.closed;
    const types = new Set(
      socket.arrived().flatMap((text) => {
        const { type, insights = [] }: { type: string; insights?: readonly { type: string }[] } = JSON.parse(text);
        return type === "insight_response" ? insights.map((insight) => insight.type) : [];
      }),
    );
    expect([...types]).toEqual(["follow_up"]);
    const { body } = await send(gateway, "GET", `/v1/conversations/${conversationId}/questions`, { token });
    expect(isRecord(body) && Array.isArray(body.questions) ? body.questions.length : 0).toBeGreaterThan(0);
  });
});

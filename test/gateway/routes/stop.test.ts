import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { START, send, start, stop, wrongPaths } from "../client.js";

describe("POST /v1/endpoint:connect, stop", () => {
  let gateway: TestGateway;
  let token: string;
  beforeEach(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
  });
  afterEach(() => gateway.close());

  it("answers 200 with the start's fields and summaryInfo, and the call has ended", async () => {
    const started = await start(gateway, { token });
    const answer = await stop(gateway, token, started.connectionId);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...started, summaryInfo: [] });
    const [call] = await gateway.connections();
    expect(call).toMatchObject({ state: "ended", cause: "stopped", times: { ended: expect.any(String) } });
    expect(await gateway.liveConnections()).toEqual([]);
  });

  it("names in summaryInfo who took part and who gets the summary, each once", async () => {
    const emails = ["ada@example.com", "grace@example.com"];
    const actions = ["start", "stop"].map((invokeOn) => ({
      invokeOn,
      name: "sendSummaryEmail",
      parameters: { emails },
    }));
    const started = await start(gateway, { token, body: { ...START, actions } });
    const event = {
      topic: "speaker",
      type: "joined",
      user: { userId: "ada@example.com", name: "Ada" },
      timestamp: "2030-01-31T09:00:00.000Z",
    };
    await send(gateway, "POST", new URL(started.eventUrl).pathname, { token, body: event });
    const { body } = await stop(gateway, token, started.connectionId);
    const url = expect.stringContaining(`${gateway.url}/summary/${started.conversationId}.0.`);
    const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(body).toMatchObject({
      summaryInfo: [
        { user: { id, userId: "ada@example.com", name: "Ada", role: "participant" }, url },
        { user: { id, userId: "grace@example.com", name: "grace@example.com", role: "participant" }, url },
      ],
    });
  });

  it("answers a repeated stop with 200 and the same body", async () => {
    const { connectionId } = await start(gateway, { token });
    const first = await stop(gateway, token, connectionId);
    const second = await stop(gateway, token, connectionId);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it("answers several stops at once with the same", async () => {
    const { connectionId } = await start(gateway, { token });
    const answers = await Promise.all([1, 2, 3].map(() => stop(gateway, token, connectionId)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it("answers 200 too when the remote party had hung up before, and the cause stays theirs", async () => {
    const { connectionId } = await start(gateway, { token });
    await gateway.hangUp(connectionId);
    expect((await stop(gateway, token, connectionId)).status).toBe(200);
    expect(await gateway.connections()).toMatchObject([{ cause: "remote hang-up" }]);
  });

  it.each(["00000000-0000-4000-8000-000000000000", "x", "../../etc", "constructor"])(
    "answers 404 in JSON to the unknown %s",
    async (id) => {
      const answer = await stop(gateway, token, id);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({
        code: "CONNECTION_NOT_FOUND",
        message: "The connectionId is either invalid or does not exist.",
      });
    },
  );

  it.each([
    ["no connectionId", {}, ["connectionId"]],
    ["an empty one", { connectionId: "" }, ["connectionId"]],
    ["one that is no string", { connectionId: 5 }, ["connectionId"]],
    ["fields of a start", { connectionId: "x", endpoint: {}, actions: [] }, ["actions", "endpoint"]],
  ])("answers 400 to %s", async (_name, fields, paths) => {
    const answer = await send(gateway, "POST", "/v1/endpoint:connect", {
      token,
      body: { operation: "stop", ...fields },
    });
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(paths);
  });

  it("answers 401 without a token, and the call stays up", async () => {
    const { connectionId } = await start(gateway, { token });
    expect((await stop(gateway, "", connectionId)).status).toBe(401);
    expect(await gateway.liveConnections()).toHaveLength(1);
  });
});

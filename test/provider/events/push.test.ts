import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pushSpeakerEvent, type SpeakerEvent } from "../../../provider/events/index.js";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import {
  type Answer,
  cut,
  json,
  type ScriptedServer,
  scriptedServer,
  silence,
  TOKEN,
  text,
} from "../../support/scripted-server.js";
import { clearSettings } from "./support.js";

const closers: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  clearSettings();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const event: SpeakerEvent = { type: "started_speaking", user: { userId: "ada@example.com", name: "Ada" } };
const app = { appId: "app-1", appSecret: "secret-of-app-1" };
const taken = text(200, "");

async function server(...answers: Answer[]): Promise<ScriptedServer & { eventUrl: string }> {
  const scripted = await scriptedServer({ "/oauth2": [TOKEN], "/v1/event": answers });
  closers.push(scripted.close);
  return { ...scripted, eventUrl: `${scripted.url}/v1/event/c-1` };
}

async function gateway(): Promise<TestGateway> {
  const started = await startTestGateway();
  closers.push(started.close);
  return started;
}

async function dial({
  url,
  token,
}: TestGateway): Promise<{ connectionId: string; conversationId: string; eventUrl: string }> {
  const response = await fetch(`${url}/v1/endpoint:connect`, {
    method: "POST",
    headers: { "x-api-key": await token(), "content-type": "application/json" },
    body: JSON.stringify({ operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } }),
  });
  return JSON.parse(await response.text());
}

describe("a speaker event by REST", () => {
  it("reaches the call: its user is a member of the conversation from then on", async () => {
    const real = await gateway();
    const call = await dial(real);
    const { appId, appSecret, url: baseUrl } = real;
    await pushSpeakerEvent(call.eventUrl, event, { appId, appSecret, baseUrl });
    const response = await fetch(`${baseUrl}/v1/conversations/${call.conversationId}`, {
      headers: { "x-api-key": await real.token() },
    });
    expect(JSON.parse(await response.text())).toMatchObject({ members: [{ email: "ada@example.com", name: "Ada" }] });
  });

  it("fails with SYMBL_NOT_FOUND once the call has ended", async () => {
    const real = await gateway();
    const call = await dial(real);
    await real.hangUp(call.connectionId);
    const { appId, appSecret, url: baseUrl } = real;
    await expect(pushSpeakerEvent(call.eventUrl, event, { appId, appSecret, baseUrl })).rejects.toMatchObject({
      code: "SYMBL_NOT_FOUND",
      status: 404,
      message: expect.stringContaining("has most likely ended"),
    });
  });

  it("carries the token in its header, and the topic and the time in its body", async () => {
    const scripted = await server(taken);
    const timestamp = new Date("2030-01-31T09:00:00Z");
    await pushSpeakerEvent(scripted.eventUrl, { ...event, timestamp }, { ...app, baseUrl: scripted.url });
    const [request] = scripted.to("/v1/event");
    expect(request?.headers["x-api-key"]).toBe("token-of-the-tests");
    expect(request?.path).toBe("/v1/event/c-1");
    expect(request?.body).toEqual({ topic: "speaker", ...event, timestamp: "2030-01-31T09:00:00.000Z" });
  });

  it("takes its settings from the environment", async () => {
    const scripted = await server(taken);
    process.env.SYMBL_BASE_URL = scripted.url;
    process.env.SYMBL_ACCESS_TOKEN = "token-of-the-environment";
    await pushSpeakerEvent(scripted.eventUrl, event);
    expect(scripted.to("/v1/event")[0]?.headers["x-api-key"]).toBe("token-of-the-environment");
  });

  it("shares one token with all others of the process", async () => {
    const scripted = await server(taken);
    const options = { ...app, baseUrl: scripted.url };
    await Promise.all([1, 2, 3].map(() => pushSpeakerEvent(scripted.eventUrl, event, options)));
    await pushSpeakerEvent(scripted.eventUrl, event, options);
    expect(scripted.to("/v1/event")).toHaveLength(4);
    expect(scripted.to("/oauth2")).toHaveLength(1);
  });

  it("is repeated unchanged, with the time at which it was so, on whatever may pass", async () => {
    const scripted = await server(json(500, {}), cut, json(503, {}, { "retry-after": "0" }), json(429, {}), taken);
    await pushSpeakerEvent(scripted.eventUrl, event, { ...app, baseUrl: scripted.url, timeout: "20s" });
    const bodies = new Set(scripted.to("/v1/event").map((request) => request.text));
    expect(scripted.to("/v1/event")).toHaveLength(5);
    expect(bodies.size).toBe(1);
  });

  it("is done with a 2xx whose body breaks off", async () => {
    const scripted = await server((response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("x", () => response.socket?.destroy());
    });
    await pushSpeakerEvent(scripted.eventUrl, event, { ...app, baseUrl: scripted.url });
    expect(scripted.to("/v1/event")).toHaveLength(1);
  });

  it("gets one new token on a 401, and then gives up", async () => {
    const once = await server(json(401, {}), taken);
    await pushSpeakerEvent(once.eventUrl, event, { ...app, baseUrl: once.url });
    expect(once.to("/oauth2")).toHaveLength(2);

    const always = await server(json(401, { message: "Token validation failed for provided token." }));
    await expect(pushSpeakerEvent(always.eventUrl, event, { ...app, baseUrl: always.url })).rejects.toMatchObject({
      code: "SYMBL_UNAUTHORIZED",
      message: expect.stringContaining("Token validation failed"),
    });
    expect(always.to("/v1/event")).toHaveLength(2);
  });

  it("does not repeat a token that was given by hand and refused", async () => {
    const scripted = await server(json(401, {}));
    await expect(
      pushSpeakerEvent(scripted.eventUrl, event, { accessToken: "token-by-hand", baseUrl: scripted.url }),
    ).rejects.toMatchObject({ code: "SYMBL_UNAUTHORIZED" });
    expect(scripted.to("/v1/event")).toHaveLength(1);
  });

  it("does not repeat what the server will never take", async () => {
    const scripted = await server(json(400, { message: "no such user" }));
    await expect(pushSpeakerEvent(scripted.eventUrl, event, { ...app, baseUrl: scripted.url })).rejects.toMatchObject({
      code: "SYMBL_BAD_REQUEST",
      message: expect.stringMatching(/^The speaker event was not taken.*no such user/),
    });
    expect(scripted.to("/v1/event")).toHaveLength(1);
  });

  it("does not follow a redirect with its token", async () => {
    const elsewhere = await server(taken);
    const scripted = await server(json(307, {}, { location: elsewhere.eventUrl }));
    await expect(pushSpeakerEvent(scripted.eventUrl, event, { ...app, baseUrl: scripted.url })).rejects.toMatchObject({
      code: "SYMBL_UNEXPECTED_STATUS",
    });
    expect(elsewhere.arrived).toHaveLength(0);
  });

  it("ends within its timeout when no answer comes", async () => {
    const scripted = await server(silence);
    await expect(
      pushSpeakerEvent(scripted.eventUrl, event, { ...app, baseUrl: scripted.url, timeout: 300 }),
    ).rejects.toMatchObject({ code: "SYMBL_TIMEOUT" });
    expect(scripted.to("/v1/event")).toHaveLength(1);
  });

  it("ends within its timeout when nothing listens", async () => {
    const scripted = await server(taken);
    await scripted.close();
    await expect(
      pushSpeakerEvent(scripted.eventUrl, event, { accessToken: "token-by-hand", baseUrl: scripted.url, timeout: 400 }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^SYMBL_(UNREACHABLE|TIMEOUT)$/) });
  });

  it("outlasts another whose time is over while both wait for the same token", async () => {
    const waiting: (() => void)[] = [];
    const scripted = await scriptedServer({
      "/oauth2": [(response, request) => void waiting.push(() => TOKEN(response, request)), TOKEN],
      "/v1/event": [taken],
    });
    closers.push(scripted.close);
    const options = { appId: "app-2", appSecret: "secret-of-app-2", baseUrl: scripted.url };
    const hasty = pushSpeakerEvent(`${scripted.url}/v1/event/c-1`, event, { ...options, timeout: 200 });
    const patient = pushSpeakerEvent(`${scripted.url}/v1/event/c-1`, event, { ...options, timeout: "20s" });
    await expect(hasty).rejects.toMatchObject({ code: "SYMBL_TIMEOUT" });
    await patient;
    expect(scripted.to("/v1/event")).toHaveLength(1);
  });

  it("refuses mistakes before anything is sent", async () => {
    const scripted = await server(taken);
    const wrong: SpeakerEvent = JSON.parse('{"type":"shouted","user":{"name":"Ada"}}');
    await expect(pushSpeakerEvent(scripted.eventUrl, wrong, { ...app, baseUrl: scripted.url })).rejects.toMatchObject({
      code: "SYMBL_INVALID_INPUTS",
      problems: [{ path: "event.type" }, { path: "event.user.userId" }],
    });
    await expect(
      pushSpeakerEvent(scripted.eventUrl, event, { ...app, baseUrl: "https://api.example.com" }),
    ).rejects.toMatchObject({
      code: "SYMBL_UNTRUSTED_ORIGIN",
    });
    await expect(pushSpeakerEvent(scripted.eventUrl, event, { baseUrl: scripted.url })).rejects.toMatchObject({
      code: "SYMBL_CREDENTIALS_MISSING",
    });
    expect(scripted.arrived).toHaveLength(0);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { scrub } from "../../gateway/log.js";
import { waitFor } from "../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.js";
import { askToken, ENDPOINT, Socket, send, stop } from "./client.js";

const SECRETS = [
  "939293",
  "1234#",
  "dev-app-secret",
  "ada@example.com",
  "hunter2",
  "grace@example.com",
  "the-admin-token",
];
const startedSchema = z.object({ connectionId: z.string(), resultWebSocketUrl: z.string() });

describe("the log of a gateway at level info", () => {
  let gateway: GatewayProcess;
  beforeEach(async () => {
    // A mail server that refuses: its answer would quote the recipient.
    gateway = await startGatewayProcess(["--log-level", "info", "--smtp", "smtp://user:hunter2@127.0.0.1:9"], {
      env: { SYMBL_GATEWAY_ADMIN_TOKEN: "the-admin-token" },
    });
  });
  afterEach(() => gateway.kill());

  const lines = (): readonly Record<string, unknown>[] =>
    gateway
      .stderr()
      .split("\n")
      .slice(0, -1)
      .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

  it("holds no token, secret, DTMF or e-mail address of a whole session, and is JSON line by line", async () => {
    const token = await gateway.token();
    const body = {
      operation: "start",
      endpoint: { ...ENDPOINT },
      actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
    };
    await askToken(gateway, { type: "application", appId: "x", appSecret: "hunter2" });
    await send(gateway, "POST", "/v1/endpoint:connect", { token, body: { ...body, secret: "hunter2" } });
    const started = await send(gateway, "POST", `/v1/endpoint:connect?access_token=${token}`, { token, body });
    const { connectionId, resultWebSocketUrl } = startedSchema.parse(started.body);
    const socket = await Socket.open(`${resultWebSocketUrl}?access_token=${token}`);
    const user = { userId: "grace@example.com", name: "Grace" };
    const event = { topic: "speaker", type: "joined", timestamp: "2030-01-31T09:00:00Z", user };
    await send(gateway, "POST", `/v1/event/${connectionId}`, { token, body: event });
    await send(gateway, "GET", "/_gateway/mails", { headers: { authorization: "Bearer the-admin-token" } });
    await stop(gateway, token, connectionId);
    await socket.closed;
    await waitFor(lines, (all) => all.some(({ msg }) => msg === "a mail"));
    const log = gateway.stderr();
    for (const secret of [...SECRETS, token]) expect(log).not.toContain(secret);
    expect(
      lines()
        .filter(({ msg }) => msg === "call")
        .map(({ state }) => state),
    ).toContain("ended");
  });

  it("ties the lines of a request, and of the call that it began, to the id that its caller gave", async () => {
    const token = await gateway.token();
    const body = { operation: "start", endpoint: ENDPOINT };
    const headers = { "x-request-id": "deploy-42/start" };
    const answer = await send(gateway, "POST", "/v1/endpoint:connect", { token, body, headers });
    expect(answer.headers.get("x-request-id")).toBe("deploy-42/start");
    const own = () => lines().filter(({ reqId }) => reqId === "deploy-42/start");
    await waitFor(own, (all) => all.some(({ state }) => state === "answered"));
    expect(own().map(({ msg }) => msg)).toEqual(expect.arrayContaining(["request", "call"]));
    expect(own().find(({ msg }) => msg === "request")).toMatchObject({
      method: "POST",
      route: "/v1/endpoint::connect",
      status: 201,
    });
  });

  it.each([`${"x".repeat(129)}`, "a b", 'quo"te', ""])("makes an id of its own when the caller's is %j", async (id) => {
    const answer = await send(gateway, "GET", "/_gateway/health", { headers: { "x-request-id": id } });
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("a line of the log", () => {
  it.each([
    ["550 no such user <ada.l+x@mail.example.com>", "550 no such user <***@***>"],
    ["token eyJhbGciOi.eyJzdWIiOi.c2ln-bmF0", "token ***"],
    ["postgres://gateway:hunter2@db/x", "postgres://gateway:***@db/x"],
    ["sip:ada:hunter2@sip.example.com", "sip:ada:***@***"],
    [
      "at file:///x/node_modules/@fastify/websocket/index.js:3",
      "at file:///x/node_modules/@fastify/websocket/index.js:3",
    ],
  ])("%s", (line, scrubbed) => {
    expect(scrub(line)).toBe(scrubbed);
  });
});

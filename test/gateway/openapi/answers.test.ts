import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { type Answer, ENDPOINT, isRecord, send, start, stop } from "../client.js";

/** One request of each operation, well-formed, and what else is needed to get there. `{…}` stand for what the gateway has. */
const SUCCESSES: readonly (readonly [operation: string, status: number, body?: unknown])[] = [
  ["post /oauth2/token:generate", 200, { type: "application", appId: "dev-app-id", appSecret: "dev-app-secret" }],
  ["post /v1/endpoint:connect", 201, { operation: "start", endpoint: ENDPOINT }],
  ["post /v1/endpoint:connect", 200, { operation: "stop", connectionId: "{endedConnectionId}" }],
  ["get /v1/starts/{key}", 200],
  [
    "post /v1/event/{connectionId}",
    200,
    { topic: "speaker", type: "joined", user: { userId: "ada@example.com" }, timestamp: "2030-01-31T09:00:00Z" },
  ],
  ["get /events/{connectionId}", 426],
  ["get /session/subscribe/{connectionId}", 426],
  ["get /v1/conversations/{conversationId}", 200],
  ["put /v1/conversations/{conversationId}", 200, { metadata: { team: "blue" } }],
  ["get /v1/conversations/{conversationId}/messages", 200],
  ["get /v1/conversations/{conversationId}/members", 200],
  ["get /v1/conversations/{conversationId}/topics", 200],
  ["get /v1/conversations/{conversationId}/questions", 200],
  ["get /v1/conversations/{conversationId}/follow-ups", 200],
  ["get /v1/conversations/{conversationId}/action-items", 200],
  ["get /v1/conversations/{conversationId}/analytics", 200],
  ["post /v1/conversations/{conversationId}/experiences", 200, { name: "verbose-text-summary" }],
  ["get /summary/{token}", 200],
  ["get /", 200],
  ["get /web/{file}", 200],
  ["get /openapi.json", 200],
  ["get /reference", 200],
  ["get /metrics", 200],
  ["get /_gateway/health", 200],
  ["get /_gateway/ready", 200],
  ["get /_gateway/calls", 200],
  ["get /_gateway/connections", 200],
  ["get /_gateway/conversations/{conversationId}", 200],
  // Nothing is recorded here; test/gateway/recordings has what is.
  ["get /_gateway/conversations/{conversationId}/recording", 404],
  ["get /_gateway/conversations/{conversationId}/recording/waveform", 404],
  ["get /_gateway/mails", 200],
  ["get /_gateway/requests", 200],
  ["get /_gateway/faults", 200],
  ["put /_gateway/faults", 200, { rules: [] }],
  ["delete /_gateway/faults", 200],
  ["post /_gateway/connections/{connectionId}/dtmf", 200, { dtmf: "12#" }],
  ["post /_gateway/connections/{connectionId}/hang-up", 200],
  ["post /_gateway/connections/{connectionId}/stop", 200],
  ["delete /v1/conversations/{conversationId}", 200],
  ["post /_gateway/reset", 200],
];
/** Never ends; its events have a test of their own. */
const ENDLESS = "get /_gateway/stream";

describe("the answers of each operation", () => {
  let gateway: TestGateway;
  let token: string;
  let document: Record<string, unknown>;
  let known: Readonly<Record<string, string>>;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);

  beforeAll(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
    document = record((await send(gateway, "GET", "/openapi.json")).body);
    ajv.addSchema(document, "document");
    const body = {
      operation: "start",
      endpoint: { type: "pstn", phoneNumber: "15005550010" },
      actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
    };
    const live = await start(gateway, { token, body, headers: { "idempotency-key": "key" } });
    const ended = await start(gateway, { token, body });
    await stop(gateway, token, ended.connectionId);
    const path = `/v1/conversations/${ended.conversationId}`;
    const experience = await send(gateway, "POST", `${path}/experiences`, {
      token,
      body: { name: "verbose-text-summary" },
    });
    known = {
      key: "key",
      connectionId: live.connectionId,
      conversationId: ended.conversationId,
      endedConnectionId: ended.connectionId,
      file: "main.js",
      token: String(record(experience.body).url).split("/").at(-1) ?? "",
    };
  });
  afterAll(() => gateway.close());

  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (all, name: string) => known[name] ?? all);
  const operation = (name: string): Record<string, unknown> => {
    const [method = "", path = ""] = name.split(" ");
    return record(record(record(document.paths)[path])[method]);
  };
  const request = (name: string, body: unknown, headers: Record<string, string>): Promise<Answer> => {
    const [method = "", path = ""] = name.split(" ");
    const sent = body === undefined ? {} : { body: filled(JSON.stringify(body)) };
    return send(gateway, method.toUpperCase(), filled(path), { headers, ...sent });
  };

  /** That the document has the status, the type and the shape of an answer. */
  const expectDocumented = (name: string, { status, headers, body }: Answer): void => {
    const responses = record(operation(name).responses);
    expect(Object.keys(responses), `${name} answered ${JSON.stringify(body)}`).toContain(String(status));
    const { content } = record(responses[String(status)]);
    if (content === undefined) {
      expect(body, name).toBe("");
      return;
    }
    const type = headers.get("content-type")?.split(";")[0] ?? "";
    const [documented = ""] = Object.keys(record(content));
    if (documented !== "*/*") expect(type, name).toBe(documented);
    if (type !== "application/json") return;
    const { $ref } = record(record(record(content)[documented]).schema);
    expect(ajv.validate(`document${String($ref)}`, body), `${name}: ${ajv.errorsText()} ${JSON.stringify(body)}`).toBe(
      true,
    );
  };

  it("when all is well, are those of the document", async () => {
    const names = Object.entries(record(document.paths)).flatMap(([path, item]) =>
      Object.keys(record(item)).map((method) => `${method} ${path}`),
    );
    expect([...new Set([...SUCCESSES.map(([name]) => name), ENDLESS])].sort()).toEqual(names.sort());
    for (const [name, status, body] of SUCCESSES) {
      const answer = await request(name, body, { "x-api-key": token });
      expect(answer.status, `${name} ${JSON.stringify(answer.body)}`).toBe(status);
      expectDocumented(name, answer);
    }
  });

  it("without a token, with a wrong one, with bodies that are none, and from elsewhere, are those of the document", async () => {
    for (const [name] of SUCCESSES) {
      const writes = /^(post|put|delete)/.test(name);
      for (const headers of [{}, { "x-api-key": "wrong" }, { "x-forwarded-for": "192.0.2.7" }]) {
        if (name.endsWith("/reset")) continue;
        expectDocumented(name, await request(name, undefined, headers));
      }
      if (!writes) continue;
      const json = { "x-api-key": token, "content-type": "application/json" };
      const [method = "", path = ""] = name.split(" ");
      for (const [headers, body, status] of [
        [json, "{", 400],
        [json, "x".repeat(300_000), 413],
        [{ "x-api-key": token, "content-type": "text/plain" }, "{}", 415],
      ] as const) {
        const answer = await send(gateway, method.toUpperCase(), filled(path), { headers: { ...headers }, body });
        expect(answer.status, `${name} ${JSON.stringify(answer.body)}`).toBe(status);
        expectDocumented(name, answer);
      }
    }
  });
});

function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value;
}

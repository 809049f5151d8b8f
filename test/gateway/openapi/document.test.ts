import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { isRecord, send } from "../client.js";

/** Every route, as a reader of the code lists them; a new one has to be added here and to say what it answers. */
const OPERATIONS = [
  "get /",
  "get /_gateway/calls",
  "get /_gateway/connections",
  "get /_gateway/conversations/{conversationId}",
  "delete /_gateway/faults",
  "get /_gateway/faults",
  "get /_gateway/health",
  "get /_gateway/conversations/{conversationId}/recording",
  "get /_gateway/conversations/{conversationId}/recording/waveform",
  "get /_gateway/mails",
  "get /_gateway/ready",
  "get /_gateway/requests",
  "get /_gateway/stream",
  "get /events/{connectionId}",
  "get /metrics",
  "get /openapi.json",
  "get /reference",
  "get /session/subscribe/{connectionId}",
  "delete /v1/conversations/{conversationId}",
  "get /v1/conversations/{conversationId}",
  "put /v1/conversations/{conversationId}",
  ...["action-items", "analytics", "follow-ups", "members", "messages", "questions", "topics"].map(
    (part) => `get /v1/conversations/{conversationId}/${part}`,
  ),
  "post /v1/conversations/{conversationId}/experiences",
  "get /summary/{token}",
  "get /v1/starts/{key}",
  "get /web/{file}",
  "post /_gateway/connections/{connectionId}/dtmf",
  "post /_gateway/connections/{connectionId}/hang-up",
  "post /_gateway/connections/{connectionId}/stop",
  "post /_gateway/reset",
  "post /oauth2/token:generate",
  "post /v1/endpoint:connect",
  "post /v1/event/{connectionId}",
  "put /_gateway/faults",
];

describe("the OpenAPI document", () => {
  let gateway: TestGateway;
  let document: Record<string, unknown>;
  let operations: readonly (readonly [name: string, operation: Record<string, unknown>])[];
  beforeAll(async () => {
    gateway = await startTestGateway();
    const { body } = await send(gateway, "GET", "/openapi.json");
    document = record(body);
    operations = Object.entries(record(document.paths)).flatMap(([path, item]) =>
      Object.entries(record(item)).map(([method, operation]) => [`${method} ${path}`, record(operation)] as const),
    );
  });
  afterAll(() => gateway.close());

  it("is valid OpenAPI 3.1", async () => {
    expect(document.openapi).toBe("3.1.0");
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
  });

  it("has every route of the gateway, each once", () => {
    expect(operations.map(([name]) => name).sort()).toEqual([...OPERATIONS].sort());
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says of every operation what it is for, who may call it, and what it answers when all is well", () => {
    const tags = Array.isArray(document.tags) ? document.tags.map((tag) => record(tag).name) : [];
    for (const [name, { summary, tags: own, security, responses }] of operations) {
      expect(summary, name).toMatch(/^[A-Z].*[^.]$/);
      expect(tags, name).toEqual(expect.arrayContaining(Array.isArray(own) ? own : [undefined]));
      expect(security, name).toBeInstanceOf(Array);
      expect(
        Object.keys(record(responses)).some((status) => /^2|^426/.test(status)),
        name,
      ).toBe(true);
    }
  });

  it("wants a token for everything of an app, and lets nobody see the gateway without leave", () => {
    for (const [name, { security, responses }] of operations) {
      const statuses = Object.keys(record(responses));
      if (/ \/(v1|events|session)\//.test(name)) {
        expect(security, name).toEqual([{ apiKey: [] }, { bearer: [] }]);
        expect(statuses, name).toContain("401");
      }
      if (/ \/_gateway\/(?!health|ready)/.test(name))
        expect(statuses, name).toEqual(expect.arrayContaining(["401", "403"]));
    }
  });

  it("names nothing that it does not hold", () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    const components = record(record(document.components).schemas);
    for (const [, reference = ""] of references) {
      const [, name = ""] = /^#\/components\/schemas\/([A-Za-z0-9]+)$/.exec(reference) ?? [];
      expect(Object.keys(components), reference).toContain(name);
    }
  });

  it("has the contract's examples, and they fit their schemas", async () => {
    const { Ajv2020 } = await import("ajv/dist/2020.js");
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, "document");
    const withExamples = Object.entries(record(record(document.components).schemas)).filter(([, schema]) =>
      Array.isArray(record(schema).examples),
    );
    expect(withExamples.map(([name]) => name)).toEqual(
      expect.arrayContaining(["StartRequest", "StartAnswer", "StopRequest", "SpeakerEvent", "TokenRequest", "Failure"]),
    );
    for (const [name, schema] of withExamples) {
      const { examples } = record(schema);
      for (const example of Array.isArray(examples) ? examples : []) {
        const valid = ajv.validate(`document#/components/schemas/${name}`, example);
        expect(valid, `${name}: ${JSON.stringify(ajv.errors)}`).toBe(true);
      }
    }
  });

  it("names the server as its reader found it", async () => {
    expect(document.servers).toEqual([{ url: gateway.url }]);
  });
});

function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value;
}

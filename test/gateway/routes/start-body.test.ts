import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.js";
import { START, send, wrongPaths } from "../client.js";

const CONNECT = "/v1/endpoint:connect";

describe("the body of a start", () => {
  let gateway: TestGateway;
  let token: string;
  beforeEach(async () => {
    gateway = await startTestGateway();
    token = await gateway.token();
  });
  afterEach(() => gateway.close());

  const connect = (body: unknown) => send(gateway, "POST", CONNECT, { token, body });

  const pstn = { type: "pstn", phoneNumber: "14082924837" };
  it.each<readonly [string, Record<string, unknown>]>([
    ["a + before the number", { endpoint: { ...pstn, phoneNumber: "+14082924837" } }],
    ["a SIP endpoint", { endpoint: { type: "sip", uri: "sip:standup@sip.example.com;transport=udp" } }],
    [
      "every optional field of a SIP endpoint",
      {
        endpoint: {
          type: "sip",
          uri: "sips:a@b.example.com",
          dtmf: "1#",
          idleTimeout: 60,
          providerName: "AnyMeeting",
          audioConfig: { encoding: "PCMU", sampleRate: 8_000, sampleSize: 16 },
          transportConfig: "transport=UDP;providerName=AnyMeeting;audioTransport=RTP",
        },
      },
    ],
    [
      "every optional field of a start",
      {
        actions: [
          {
            invokeOn: "stop",
            name: "sendSummaryEmail",
            parameters: { emails: ["ada@example.com", "grace@localhost"] },
          },
          { invokeOn: "start", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } },
        ],
        data: { session: { name: "Stand-up" } },
        timezone: "Asia/Tokyo",
        languages: ["en-US", "de"],
        intents: [{ intent: "answering_machine", silenceTimeout: 5 }, { intent: "interested" }],
        endpointWebhookUrl: "https://example.com/hook?x=1",
        callbackUrl: "http://127.0.0.1:9/hook",
        insightTypes: ["action_item", "question", "follow_up"],
      },
    ],
    ["languages as Symbl's JavaScript SDKs write them", { languages: [{ code: "en-US" }, "de"] }],
    ["the time zone where they write it", { data: { session: { location: { timeZone: { name: "Asia/Tokyo" } } } } }],
    ["no DTMF", { endpoint: { ...pstn, dtmf: "" } }],
    ["idleTimeout -1", { endpoint: { ...pstn, idleTimeout: -1 } }],
    ["empty lists and objects", { actions: [], languages: [], intents: [], insightTypes: [], data: {} }],
  ])("takes %s", async (_name, fields) => {
    const answer = await connect({ ...START, ...fields });
    expect(answer.body).toMatchObject({ connectionId: expect.any(String) });
    expect(answer.status).toBe(201);
  });

  it.each<readonly [string, unknown, readonly string[]]>([
    ["an empty object", {}, ["operation"]],
    ["a list", [], [""]],
    ["null", null, [""]],
    ["an unknown operation", { operation: "restart" }, ["operation"]],
    ["no endpoint", { operation: "start" }, ["endpoint"]],
    ["an endpoint that is a string", { operation: "start", endpoint: "14082924837" }, ["endpoint"]],
    ["an endpoint without a type", { operation: "start", endpoint: {} }, ["endpoint.type"]],
    ["another type of endpoint", { operation: "start", endpoint: { type: "fax" } }, ["endpoint.type"]],
    ["pstn without a number", { operation: "start", endpoint: { type: "pstn" } }, ["endpoint.phoneNumber"]],
    ["sip without a URI", { operation: "start", endpoint: { type: "sip" } }, ["endpoint.uri"]],
    [
      "a number as people write it",
      { operation: "start", endpoint: { ...pstn, phoneNumber: "+1 (408) 292-4837" } },
      ["endpoint.phoneNumber"],
    ],
    [
      "a number that is a number",
      { operation: "start", endpoint: { ...pstn, phoneNumber: 14082924837 } },
      ["endpoint.phoneNumber"],
    ],
    ["fields of the other type", { operation: "start", endpoint: { ...pstn, uri: "sip:a@b" } }, ["endpoint.uri"]],
    [
      "many wrong fields at once",
      {
        operation: "start",
        endpoint: { type: "pstn", phonenumber: "1", dtmf: "12x", idleTimeout: 0 },
        actions: [
          { invokeOn: "end", name: "sendSms", parameters: { emails: ["ada@example.com", "ada"] } },
          { name: "sendSummaryEmail", parameters: { emails: [], cc: [] } },
        ],
        data: { session: { name: 5, title: "x" } },
        timezone: "Asia/Tokio",
        languages: ["en-US", "english_", { code: "e" }],
        intents: [{ intent: "angry", silenceTimeout: -1 }],
        endpointWebhookUrl: "example.com",
        callbackUrl: "ftp://example.com",
        insightTypes: ["joke"],
        connectionId: "x",
      },
      [
        "actions[0].invokeOn",
        "actions[0].name",
        "actions[0].parameters.emails[1]",
        "actions[1].invokeOn",
        "actions[1].parameters.cc",
        "actions[1].parameters.emails",
        "callbackUrl",
        "connectionId",
        "data.session.name",
        "data.session.title",
        "endpoint.dtmf",
        "endpoint.idleTimeout",
        "endpoint.phoneNumber",
        "endpoint.phonenumber",
        "endpointWebhookUrl",
        "insightTypes[0]",
        "intents[0].intent",
        "intents[0].silenceTimeout",
        "languages[1]",
        "languages[2].code",
        "timezone",
      ],
    ],
    [
      "wrong fields of a SIP endpoint",
      {
        operation: "start",
        endpoint: {
          type: "sip",
          uri: "standup@example.com",
          audioConfig: { encoding: "MP3", sampleRate: 0, sampleSize: 1.5, channels: 2 },
          transportConfig: 5,
          phoneNumber: "14082924837",
        },
      },
      [
        "endpoint.audioConfig.channels",
        "endpoint.audioConfig.encoding",
        "endpoint.audioConfig.sampleRate",
        "endpoint.audioConfig.sampleSize",
        "endpoint.phoneNumber",
        "endpoint.transportConfig",
        "endpoint.uri",
      ],
    ],
  ])("answers 400 to %s, naming every wrong field and dialling nothing", async (_name, body, paths) => {
    const answer = await connect(body);
    expect(answer.status).toBe(400);
    expect(wrongPaths(answer)).toEqual(paths);
    expect(gateway.dialled()).toEqual([]);
  });

  it("never repeats a wrong value in its answer: it may be a passcode", async () => {
    const answer = await connect({ operation: "start", endpoint: { ...pstn, dtmf: "passcode-778899" } });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain("778899");
  });

  it.each([
    ["no body", "", {}, 400],
    ["a body that is not JSON", "{operation: start}", {}, 400],
    ["a body that would change prototypes", '{"__proto__":{"x":1}}', {}, 400],
    ["another content type", "operation=start", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["a body beyond all measure", JSON.stringify({ operation: "x".repeat(300_000) }), {}, 413],
  ])("answers in JSON to %s", async (_name, body, headers, status) => {
    const answer = await send(gateway, "POST", CONNECT, { token, body, headers });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ message: expect.any(String) });
    if (status === 400) expect(wrongPaths(answer)).toEqual([""]);
  });
});

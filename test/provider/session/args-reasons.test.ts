import { describe, expect, it } from "vitest";
import { checkArgs } from "../../../provider/session/args.js";
import { reasons } from "./reasons.js";

type Args = Readonly<Record<string, unknown>>;

const pstn = { type: "pstn", phoneNumber: "+14082924837" };
const sip = { type: "sip", uri: "sip:bot@example.com" };
const action = { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** As `check` shows them, one below the other. */
function said(args: Args): string | undefined {
  const problems = checkArgs(args).map(({ path, reason }) => `${path}: ${reason}`);
  return problems.length === 0 ? undefined : problems.join("\n  ");
}

/** Arguments that are right but for `value`, by where it stands. */
const PLACES: Readonly<Record<string, (value: unknown) => Args>> = {
  endpoint: (value) => ({ endpoint: value }),
  "endpoint.type": (type) => ({ endpoint: { ...pstn, type } }),
  "endpoint.phoneNumber": (phoneNumber) => ({ endpoint: { ...pstn, phoneNumber } }),
  "endpoint.uri": (uri) => ({ endpoint: { ...sip, uri } }),
  "endpoint.dtmf": (dtmf) => ({ endpoint: { ...pstn, dtmf } }),
  "endpoint.idleTimeout": (idleTimeout) => ({ endpoint: { ...pstn, idleTimeout } }),
  "endpoint.providerName": (providerName) => ({ endpoint: { ...sip, providerName } }),
  "endpoint.transportConfig": (transportConfig) => ({ endpoint: { ...sip, transportConfig } }),
  "endpoint.audioConfig": (audioConfig) => ({ endpoint: { ...sip, audioConfig } }),
  "endpoint.audioConfig.encoding": (encoding) => ({ endpoint: { ...sip, audioConfig: { encoding } } }),
  "endpoint.audioConfig.sampleRate": (sampleRate) => ({ endpoint: { ...sip, audioConfig: { sampleRate } } }),
  "endpoint.audioConfig.sampleSize": (sampleSize) => ({ endpoint: { ...sip, audioConfig: { sampleSize } } }),
  actions: (actions) => ({ endpoint: pstn, actions }),
  "actions[0]": (one) => ({ endpoint: pstn, actions: [one] }),
  "actions[0].invokeOn": (invokeOn) => ({ endpoint: pstn, actions: [{ ...action, invokeOn }] }),
  "actions[0].name": (name) => ({ endpoint: pstn, actions: [{ ...action, name }] }),
  "actions[0].parameters": (parameters) => ({ endpoint: pstn, actions: [{ ...action, parameters }] }),
  "actions[0].parameters.emails": (emails) => ({ endpoint: pstn, actions: [{ ...action, parameters: { emails } }] }),
  "actions[0].parameters.emails[0]": (email) => ({
    endpoint: pstn,
    actions: [{ ...action, parameters: { emails: [email] } }],
  }),
  data: (data) => ({ endpoint: pstn, data }),
  "data.session": (session) => ({ endpoint: pstn, data: { session } }),
  "data.session.name": (name) => ({ endpoint: pstn, data: { session: { name } } }),
  timezone: (timezone) => ({ endpoint: pstn, timezone }),
  languages: (languages) => ({ endpoint: pstn, languages }),
  "languages[0]": (language) => ({ endpoint: pstn, languages: [language] }),
  intents: (intents) => ({ endpoint: pstn, intents }),
  "intents[0]": (intent) => ({ endpoint: pstn, intents: [intent] }),
  "intents[0].intent": (intent) => ({ endpoint: pstn, intents: [{ intent }] }),
  "intents[0].silenceTimeout": (silenceTimeout) => ({
    endpoint: pstn,
    intents: [{ intent: "interested", silenceTimeout }],
  }),
  endpointWebhookUrl: (endpointWebhookUrl) => ({ endpoint: pstn, endpointWebhookUrl }),
  callbackUrl: (callbackUrl) => ({ endpoint: pstn, callbackUrl }),
  insightTypes: (insightTypes) => ({ endpoint: pstn, insightTypes }),
  "insightTypes[0]": (type) => ({ endpoint: pstn, insightTypes: [type] }),
  triggers: (triggers) => ({ endpoint: pstn, triggers }),
  timeouts: (timeouts) => ({ endpoint: pstn, timeouts }),
  "timeouts.start": (start) => ({ endpoint: pstn, timeouts: { start } }),
  "timeouts.stop": (stop) => ({ endpoint: pstn, timeouts: { stop } }),
  onEnded: (onEnded) => ({ endpoint: pstn, onEnded }),
  account: (account) => ({ endpoint: pstn, account }),
  adopt: (adopt) => ({ endpoint: pstn, adopt }),
  "adopt.connectionId": (connectionId) => ({ endpoint: pstn, adopt: { connectionId, conversationId: "1" } }),
  "adopt.conversationId": (conversationId) => ({ endpoint: pstn, adopt: { connectionId: "c", conversationId } }),
};

describe("what is said of arguments", () => {
  it("when a value is of the wrong kind, or none", async () => {
    const kinds = [" \n", 5, true, [7], { zzz: 1 }, [null], undefined];
    const table = Object.entries(PLACES).map(([place, argsOf]) =>
      [
        `== ${place}`,
        ...kinds.map((kind) => `${JSON.stringify(kind) ?? "undefined"}\n  ${said(argsOf(kind)) ?? "passes"}`),
      ].join("\n"),
    );
    await expect(`${table.join("\n\n")}\n`).toMatchFileSnapshot("reasons/wrong-kind.txt");
  });

  it("when a value is none that JSON has", () => {
    const reason = (timezone: unknown) => said({ endpoint: pstn, timezone });
    const write = 'write an IANA time zone, such as "Asia/Tokyo"';
    expect(reason(5n)).toBe(`timezone: is a bigint: ${write}`);
    expect(reason(() => 5)).toBe(`timezone: is a function: ${write}`);
    expect(reason(Symbol("x"))).toBe(`timezone: is a symbol: ${write}`);
  });

  it.each([
    ["endpoint.idleTimeout", [-2, -1, 0, 0.5, 1, 1.5, 60]],
    ["endpoint.audioConfig.sampleRate", [-8, 0, 8, 399.5, 400, 3_999, 4_000, 8_000.5, 48_000, 384_000, 384_001]],
    ["endpoint.audioConfig.sampleSize", [-8, 7, 8, 16, 16.5, 64, 65]],
    ["intents[0].silenceTimeout", [-1, 0, 0.5, 60]],
    ["timeouts.start", [-1, 0, 0.5, 86_400_000, 86_400_001, "24h", "25h", "30", " 30 ", "30 s.", "x30", "soon"]],
    ["endpoint.audioConfig.encoding", ["OPUS", "PCMU", "SPEEX", "LINEAR16", "MULAW", "opus", "MP3"]],
    ["endpoint.type", ["skype", "SIP", "pst", UNKNOWN]],
    ["actions[0].invokeOn", ["start", "stop", "Stop", "end"]],
    ["actions[0].name", ["sendSummaryEmail", "sendSumaryEmail", "email"]],
    [
      "intents[0].intent",
      ["answering_machine", "do_not_call", "not_interested", "interested", "interrested", "answeringMachine", "other"],
    ],
    ["onEnded", ["keep", "redial", "redail", "forget"]],
    ["adopt.connectionId", ["c-1", "a/b", "x".repeat(201)]],
  ])("about the values of %s", async (place, values) => {
    const argsOf = PLACES[place];
    if (argsOf === undefined) throw new Error(`no such place: ${place}`);
    await expect(reasons((value) => said(argsOf(value)), values)).toMatchFileSnapshot(
      `reasons/values/${place.replaceAll(/[^A-Za-z]+/g, "-")}.txt`,
    );
  });

  it("when an endpoint is not whole, or of both kinds", async () => {
    const { type: _, ...number } = pstn;
    const endpoints = [
      {},
      { dtmf: "1" },
      number,
      { uri: sip.uri },
      { ...number, uri: sip.uri },
      { ...number, dtmf: "1 2", idleTimeout: 0, zzz: 1 },
      { type: "pstn" },
      { type: "sip" },
      { type: "skype" },
      { type: "skype", dtmf: "1 2" },
      { type: "skype", phoneNumber: "1", audioConfig: { sampleRate: 8 }, zzz: 1 },
      { type: "skype", uri: "bot", providerName: "\t", transportConfig: "x" },
      { type: UNKNOWN },
      { type: UNKNOWN, dtmf: "1 2", audioConfig: { zzz: 1 } },
      { type: UNKNOWN, uri: UNKNOWN },
      { type: UNKNOWN, phoneNumber: "1" },
      { ...pstn, phoneNumber: UNKNOWN, dtmf: "1 2" },
      UNKNOWN,
    ];
    await expect(reasons((endpoint) => said({ endpoint }), endpoints)).toMatchFileSnapshot("reasons/endpoint.txt");
  });

  it("when a key is not known there, with the key that was probably meant", async () => {
    const top =
      "phone number meetingName timeZone location webhookUrl to operation uri phoneNumber dtmf encoding emails name session start connectionId silenceTimeout lan LANG la langauges zzzzzz _x x__ emailsTo";
    const ofPstn =
      "uri audioConfig transportConfig providerName phone number phonenumber Dtmf idle timezone audioconfig url to zzzzzz";
    const ofSip = "phoneNumber phonenumber phoneNumbr audioconfig codec address name config zzzzzz";
    const keys: readonly [string, string, (key: string) => Args][] = [
      ["the arguments", top, (key) => ({ endpoint: pstn, [key]: 1 })],
      ["an endpoint of a number", ofPstn, (key) => ({ endpoint: { ...pstn, [key]: 1 } })],
      ["an endpoint of a URI", ofSip, (key) => ({ endpoint: { ...sip, [key]: 1 } })],
      [
        "an endpoint of a type that is not known yet",
        "audio audioconfig zzzzzz",
        (key) => ({ endpoint: { ...pstn, type: UNKNOWN, [key]: 1 } }),
      ],
      [
        "audioConfig",
        "rate size sampling codec uri zzzzzz",
        (key) => ({ endpoint: { ...sip, audioConfig: { encoding: "OPUS", [key]: 1 } } }),
      ],
      [
        "actions[]",
        "emails to on invoke parameter zzzzzz",
        (key) => ({ endpoint: pstn, actions: [{ ...action, [key]: 1 }] }),
      ],
      [
        "actions[].parameters",
        "to email name zzzzzz",
        (key) => ({ endpoint: pstn, actions: [{ ...action, parameters: { ...action.parameters, [key]: 1 } }] }),
      ],
      [
        "data",
        "name sessions meetingName timezone timeZone zzzzzz",
        (key) => ({ endpoint: pstn, data: { session: { name: "x" }, [key]: 1 } }),
      ],
      [
        "data.session",
        "title nam session zzzzzz",
        (key) => ({ endpoint: pstn, data: { session: { name: "x", [key]: 1 } } }),
      ],
      [
        "intents[]",
        "timeout name intents zzzzzz",
        (key) => ({ endpoint: pstn, intents: [{ intent: "interested", [key]: 1 }] }),
      ],
      [
        "timeouts",
        "create delete Start idleTimeout zzzzzz",
        (key) => ({ endpoint: pstn, timeouts: { start: 1, [key]: 1 } }),
      ],
      [
        "adopt",
        "id connection conversation conversationID zzzzzz",
        (key) => ({ endpoint: pstn, adopt: { connectionId: "c", conversationId: "1", [key]: 1 } }),
      ],
    ];
    const table = keys.map(([place, names, argsOf]) =>
      [`== in ${place}`, ...names.split(" ").map((name) => said(argsOf(name)) ?? `${name}: passes`)].join("\n"),
    );
    await expect(`${table.join("\n\n")}\n`).toMatchFileSnapshot("reasons/unknown-keys.txt");
  });

  it("and nothing about keys that are ours", () => {
    expect(said({ endpoint: pstn, __provider: 1, __: 1 })).toBeUndefined();
  });
});

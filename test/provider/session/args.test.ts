import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkArgs, INPUT_KEYS, parseArgs } from "../../../provider/session/args.js";
import { validArgs } from "./arbitraries.js";

const endpoint = { type: "pstn", phoneNumber: "+1 (408) 292-4837" };
const sip = { type: "sip", uri: "sip:bot@example.com" };
const action = { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** As `check` shows them. */
function reported(args: Record<string, unknown>): string[] {
  return checkArgs(args).map(({ path, reason }) => `${path}: ${reason}`);
}

function paths(args: Record<string, unknown>): string[] {
  return checkArgs(args)
    .map(({ path }) => path)
    .sort();
}

describe("arguments without a mistake", () => {
  it("pass, and are what the program wrote without its empty fields", () => {
    fc.assert(
      fc.property(validArgs, (args) => {
        expect(reported(args)).toEqual([]);
        const parsed = parseArgs({ ...args, __provider: "…", __session: UNKNOWN });
        expect(parsed.ok).toBe(true);
        expect(parsed.ok && parsed.args.endpoint).toEqual(args.endpoint);
      }),
    );
    expect(
      parseArgs({
        endpoint: { ...endpoint, dtmf: "" },
        data: { session: { name: "" } },
        actions: [],
        timezone: null,
        triggers: [null, ""],
      }),
    ).toEqual({ ok: true, args: { endpoint, triggers: [null, ""] } });
  });

  it("pass in every form of what may be left out", () => {
    for (const key of INPUT_KEYS.filter((one) => one !== "endpoint"))
      for (const empty of ["", [], {}, null, undefined]) expect(reported({ endpoint, [key]: empty })).toEqual([]);
  });
});

describe("a mistake is reported where it stands, with what to write instead", () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, 'endpoint: is missing: write an object such as { type: "pstn", phoneNumber: "+14082924837" }'],
    [{ endpoint: "sip:bot@example.com" }, "endpoint: is text: write an object such as"],
    [{ endpoint: [endpoint] }, "endpoint: is a list: write an object such as"],
    [{ endpoint: { phoneNumber: "+14082924837" } }, 'endpoint.type: is missing: write "pstn"'],
    [{ endpoint: { uri: "sip:bot@example.com" } }, 'endpoint.type: is missing: write "sip"'],
    [{ endpoint: { ...endpoint, type: "PSTN" } }, 'endpoint.type: must be "pstn" or "sip": did you mean "pstn"?'],
    [{ endpoint: { type: "pstn" } }, "endpoint.phoneNumber: is missing: write the number to call"],
    [{ endpoint: { type: "sip", uri: "" } }, "endpoint.uri: is missing: write the address to call"],
    [
      { endpoint: { ...endpoint, phoneNumber: 14082924837 } },
      "endpoint.phoneNumber: is a number: write the number to call",
    ],
    [{ endpoint: { ...endpoint, dtmf: 123 } }, "in quotes, since a number loses leading zeros"],
    [{ endpoint: { ...endpoint, dtmf: "12 34" } }, "endpoint.dtmf: contains white space"],
    [
      { endpoint: { ...endpoint, idleTimeout: 0 } },
      "endpoint.idleTimeout: must be a positive whole number of seconds, or -1",
    ],
    [
      { endpoint: { ...endpoint, idleTimeout: 1.5 } },
      "endpoint.idleTimeout: must be a positive whole number of seconds, or -1",
    ],
    [
      { endpoint: { ...endpoint, idleTimeout: "60" } },
      "endpoint.idleTimeout: is text: write a number of seconds, without quotes",
    ],
    [
      { endpoint: { type: "pstn", phonenumber: "+14082924837", phoneNumber: "+14082924837" } },
      "endpoint.phonenumber: is no known key: did you mean phoneNumber?",
    ],
    [{ endpoint: { ...endpoint, uri: "sip:a@b.c" } }, 'endpoint.uri: belongs to endpoints of type "sip"'],
    [
      { endpoint: { ...endpoint, audioConfig: { encoding: "OPUS" } } },
      'endpoint.audioConfig: belongs to endpoints of type "sip": leave it out',
    ],
    [
      { endpoint: { ...sip, phoneNumber: "+14082924837" } },
      'endpoint.phoneNumber: belongs to endpoints of type "pstn": write uri',
    ],
    [
      { endpoint: { ...sip, phonenumber: "+14082924837" } },
      'endpoint.phonenumber: belongs to endpoints of type "pstn": write uri',
    ],
    [{ endpoint: { ...sip, audioConfig: { encoding: "opus" } } }, 'did you mean "OPUS"?'],
    [
      { endpoint: { ...sip, audioConfig: { sampleRate: 8 } } },
      "endpoint.audioConfig.sampleRate: must be in Hz: write 8000 for 8 kHz",
    ],
    [
      { endpoint: { ...sip, audioConfig: { sampleRate: -8 } } },
      "endpoint.audioConfig.sampleRate: must be a whole number of Hz",
    ],
    [
      { endpoint: { ...sip, audioConfig: { sampleSize: 2 } } },
      "endpoint.audioConfig.sampleSize: must be a whole number of bits",
    ],
    [
      { endpoint: { ...sip, audioConfig: { rate: 8000 } } },
      "endpoint.audioConfig.rate: is no known key: did you mean sampleRate?",
    ],
    [{ endpoint: { ...sip, transportConfig: "UDP" } }, "endpoint.transportConfig: has no key=value at place 1"],
    [{ endpoint: { ...sip, providerName: "a\nb" } }, "endpoint.providerName: contains a line break"],
    [
      { endpoint, phoneNumber: "+14082924837" },
      "phoneNumber: is no known key here: did you mean endpoint.phoneNumber?",
    ],
    [{ endpoint, langauges: ["en"] }, "langauges: is no known key: did you mean languages?"],
    [{ endpoint, operation: "start" }, "operation: is no known key: leave it out, or write one of endpoint, actions"],
    [{ endpoint, constructor: 1 }, "constructor: is no known key"],
    [{ endpoint, "odd key": 1 }, '["odd key"]: is no known key'],
    [{ endpoint, data: { name: "Stand-up" } }, "data.name: is no known key here: did you mean data.session.name?"],
    [{ endpoint, data: { session: "Stand-up" } }, "data.session: is text: write an object of name"],
    [{ endpoint, data: { session: { name: 1 } } }, "data.session.name: is a number: write the meeting's name"],
    [{ endpoint, actions: action }, "actions: is an object: write a list, such as [sendSummaryEmail("],
    [{ endpoint, actions: [{}] }, 'actions[0].invokeOn: is missing: write "start" or "stop"'],
    [{ endpoint, actions: [{ ...action, invokeOn: "end" }] }, 'actions[0].invokeOn: must be "start" or "stop"'],
    [{ endpoint, actions: [{ ...action, name: "sendSumaryEmail" }] }, 'did you mean "sendSummaryEmail"?'],
    [
      { endpoint, actions: [{ ...action, emails: ["ada@example.com"] }] },
      "actions[0].emails: is no known key here: did you mean actions[].parameters.emails?",
    ],
    [{ endpoint, actions: [{ ...action, parameters: { emails: [] } }] }, "actions[0].parameters: is missing"],
    [
      { endpoint, actions: [action, { ...action, parameters: { emails: "ada@example.com" } }] },
      'actions[1].parameters.emails: is text: write a list, such as ["ada@example.com"]',
    ],
    [
      { endpoint, actions: [{ ...action, parameters: { emails: ["ada@example.com", "bob"] } }] },
      "actions[0].parameters.emails[1]: has no @",
    ],
    [
      { endpoint, actions: [{ ...action, parameters: { emails: ["ada@example.com", null] } }] },
      "actions[0].parameters.emails[1]: is null",
    ],
    [{ endpoint, actions: [null] }, "actions[0]: is null: write an object of invokeOn, name, parameters"],
    [{ endpoint, timezone: "Asia/Tokio" }, 'timezone: "Asia/Tokio" is no IANA time zone: did you mean "Asia/Tokyo"?'],
    [{ endpoint, timezone: 9 }, "timezone: is a number: write an IANA time zone"],
    [{ endpoint, languages: "en-US" }, 'languages: is text: write a list, such as ["en-US"]'],
    [{ endpoint, languages: ["en-US", "en_GB"] }, 'languages[1]: "en_GB" has an underscore: write "en-GB"'],
    [{ endpoint, languages: [{ code: "en-US" }] }, "languages[0]: is an object: write a BCP-47 code"],
    [{ endpoint, intents: [{ intent: "interrested" }] }, 'did you mean "interested"?'],
    [
      { endpoint, intents: [{ intent: "interested", silenceTimeout: 0 }] },
      "intents[0].silenceTimeout: must be a positive number of seconds",
    ],
    [{ endpoint, endpointWebhookUrl: "example.com" }, "endpointWebhookUrl: must start with https://"],
    [{ endpoint, callbackUrl: "wss://example.com" }, "callbackUrl: is a WebSocket URL"],
    [{ endpoint, insightTypes: ["actionItem"] }, 'insightTypes[0]: did you mean "action_item"?'],
    [{ endpoint, triggers: "v1" }, "triggers: is text: write a list, of any values"],
    [{ endpoint, timeouts: { start: "30" } }, "timeouts.start: has no unit"],
    [{ endpoint, timeouts: { stop: 0 } }, "timeouts.stop: must be a positive number of milliseconds"],
    [{ endpoint, timeouts: { stop: "25h" } }, "timeouts.stop: is longer than a day"],
    [
      { endpoint, timeouts: { create: "30s" } },
      "timeouts.create: is no known key: leave it out, or write one of start, stop",
    ],
    [{ endpoint, timeouts: 30 }, "timeouts: is a number: write an object of start, stop"],
    [{ endpoint, onEnded: "redail" }, 'onEnded: must be "keep" or "redial": did you mean "redial"?'],
    [{ endpoint, account: "my account" }, "account: must be a name"],
  ])("%j", (args, text) => {
    expect(reported(args).filter((one) => one.includes(text))).toHaveLength(1);
    expect(parseArgs(args).ok).toBe(false);
  });

  it("alone, where the rest is right", () => {
    expect(reported({ endpoint, timezone: "PST" })).toHaveLength(1);
    expect(reported({ endpoint: { type: "pstn" } })).toHaveLength(1);
    expect(reported({ endpoint: { uri: "sip:bot@example.com" } })).toHaveLength(1);
  });

  it("and so are keys that mean something to JavaScript", () => {
    const args: Record<string, unknown> = JSON.parse(
      '{"endpoint":{"type":"pstn","phoneNumber":"+14082924837","__proto__":{"dtmf":"x"},"toString":1},"data":{"__proto__":{"session":1}}}',
    );
    expect(paths(args)).toEqual(["data.__proto__", "endpoint.__proto__", "endpoint.toString"]);
  });

  it("without what it says being a secret", () => {
    const secrets = {
      endpoint: { type: "sip", uri: "sip:bot:hunter2@exa mple", dtmf: "73914826 w" },
      callbackUrl: "example.com?key=hunter2",
    };
    expect(reported(secrets)).toHaveLength(3);
    expect(reported(secrets).join()).not.toMatch(/hunter2|73914826/);
  });
});

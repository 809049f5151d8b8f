import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseArgs } from "../../../provider/session/args.js";
import { toStartRequest } from "../../../provider/session/start-request.js";
import { validArgs } from "./arbitraries.js";

function requestOf(inputs: Record<string, unknown>): unknown {
  const parsed = parseArgs(inputs);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return toStartRequest(parsed.args);
}

describe("the body of a start", () => {
  it("is the example of the API's documentation", () => {
    expect(
      requestOf({
        endpoint: { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: ",,939293#,,1234#" },
        actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
        data: { session: { name: "My Meeting" } },
        timezone: "Asia/Tokyo",
        languages: ["en-US"],
        triggers: ["1"],
        timeouts: { start: "30s" },
        onEnded: "redial",
        account: "blue",
      }),
    ).toEqual({
      operation: "start",
      endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,1234#" },
      actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
      data: { session: { name: "My Meeting" } },
      timezone: "Asia/Tokyo",
      languages: ["en-US"],
    });
  });

  it("has every field of a SIP endpoint, and every optional field", () => {
    const inputs = {
      endpoint: {
        type: "sip",
        uri: "SIP:Bot@Example.com;transport=tls",
        dtmf: "1#",
        idleTimeout: -1,
        providerName: "AnyMeeting",
        transportConfig: "transport=UDP",
        audioConfig: { encoding: "OPUS", sampleRate: 48_000, sampleSize: 16 },
      },
      intents: [{ intent: "do_not_call", silenceTimeout: 2.5 }, { intent: "interested" }],
      endpointWebhookUrl: "https://example.com/a",
      callbackUrl: "https://example.com/b",
      insightTypes: ["question", "action_item"],
    };
    expect(requestOf(inputs)).toStrictEqual({ operation: "start", ...inputs });
  });

  it("has of a SIP endpoint what was written and no more", () => {
    const uri = "sip:bot@example.com";
    for (const endpoint of [
      { type: "sip", uri },
      { type: "sip", uri, audioConfig: { encoding: "OPUS" } },
      { type: "sip", uri, audioConfig: { sampleRate: 8_000 } },
      { type: "sip", uri, audioConfig: { sampleSize: 8 } },
    ])
      expect(requestOf({ endpoint })).toStrictEqual({ operation: "start", endpoint });
  });

  it("leaves out what is empty", () => {
    expect(
      requestOf({
        endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: "", idleTimeout: null },
        actions: [],
        data: { session: {} },
        timezone: "",
        languages: [],
        intents: [],
        callbackUrl: "",
        insightTypes: [],
      }),
    ).toStrictEqual({ operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } });
  });

  it("has a time zone as it was written, keys and codes in their usual case, and an address once", () => {
    expect(
      requestOf({
        endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: "1a" },
        timezone: "US/Pacific",
        languages: ["EN-us"],
        actions: [
          { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["b@X.org", "a@x.org", "b@x.org"] } },
        ],
      }),
    ).toMatchObject({
      endpoint: { dtmf: "1A" },
      timezone: "US/Pacific",
      languages: ["en-US"],
      actions: [{ parameters: { emails: ["b@X.org", "a@x.org"] } }],
    });
  });

  it("is JSON without anything that is ours, whatever the arguments are", () => {
    fc.assert(
      fc.property(validArgs, (args) => {
        const body = requestOf(args);
        expect(JSON.parse(JSON.stringify(body))).toEqual(body);
        expect(JSON.stringify(body)).not.toMatch(/"(?:triggers|timeouts|onEnded|account)":|:(?:null|""|\[\]|\{\})/);
        expect(JSON.stringify(body)).not.toMatch(/"phoneNumber":"(?!\d{7,15}")/);
      }),
    );
  });
});

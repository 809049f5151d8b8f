import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskBody, maskPath } from "../../../gateway/admin/mask.js";

describe("masking", () => {
  it("shows no more levels than anyone reads, however many there are", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 100_000; level += 1) deep = { type: [deep] };
    expect(JSON.stringify(maskBody(deep)).length).toBeLessThan(1_000);
  });

  it("shows a start but for its DTMF", () => {
    const start = {
      operation: "start",
      endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,1234#", idleTimeout: 5 },
      actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
      data: { session: { name: "Stand-up", location: { timeZone: { name: "Asia/Tokyo" } } } },
      timezone: "Asia/Tokyo",
      languages: ["en-US", { code: "de" }],
      intents: [{ intent: "interested", silenceTimeout: 3 }],
      insightTypes: ["question"],
    };
    expect(maskBody(start)).toEqual({ ...start, endpoint: { ...start.endpoint, dtmf: "***" } });
  });

  it.each([
    ["appSecret", { appId: "a", appSecret: "s3cret" }, { appId: "a", appSecret: "***" }],
    ["DTMF as a number", { endpoint: { dtmf: 1234 } }, { endpoint: { dtmf: "***" } }],
    ["DTMF in a list", { endpoint: { dtmf: ["1", "2"] } }, { endpoint: { dtmf: ["***", "***"] } }],
    ["a misspelt field", { endpoint: { dmtf: "1234#" } }, { endpoint: { dmtf: "***" } }],
    ["a string where an object belongs", { endpoint: ",,1234#" }, { endpoint: "***" }],
    ["a body that is a string", "1234#", "***"],
    ["a code that is no language", { code: "1234" }, { code: "***" }],
    ["keys behind a phone number", { phoneNumber: "+1 408,,1234#" }, { phoneNumber: "+1 408***" }],
    ["keys behind a tel: URI", { phoneNumber: "tel:+1408;postd=1234" }, { phoneNumber: "tel:+1408***" }],
    ["a SIP password", { uri: "sip:ada:pw@example.com;lr" }, { uri: "sip:ada:***@example.com;lr" }],
    ["a room's passcode in a SIP URI", { uri: "sip:939293.1234@example.com" }, { uri: "sip:939293.***@example.com" }],
    ["the headers of a SIP URI", { uri: "sip:ada@example.com?pin=1" }, { uri: "sip:ada@example.com?***" }],
    ["what is no SIP URI", { uri: "ada:pw@example.com" }, { uri: "***" }],
    [
      "a webhook's user and query",
      { callbackUrl: "https://u:p@example.com/h?key=1" },
      { callbackUrl: "https://example.com/h?***" },
    ],
    ["what is no URL", { endpointWebhookUrl: "secret" }, { endpointWebhookUrl: "***" }],
    [
      "a password in the transport",
      { transportConfig: "transport=UDP;password=p;user=u" },
      { transportConfig: "transport=UDP;password=***;user=u" },
    ],
  ])("hides %s", (_name, body, shown) => {
    expect(maskBody(body)).toEqual(shown);
  });

  it("takes its time by the length of what it hides, not by the square of it", () => {
    const long = "key".repeat(300_000);
    expect(maskBody({ transportConfig: `${long};${long}=secret` })).toEqual({ transportConfig: `${long};${long}=***` });
  });

  it("leaves nothing of a value in a field that it does not know, however deep", () => {
    const secret = "S3CRET-VALUE";
    const unknown = fc.stringMatching(/^x[a-z]{0,8}$/);
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.constant(secret),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(unknown, tie("node"), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(fc.property(tree, (body) => !JSON.stringify(maskBody(body)).includes(secret)));
  });

  it("never changes what it is given", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const before = JSON.stringify(body);
        maskBody(body);
        expect(JSON.stringify(body)).toBe(before);
      }),
    );
  });

  it.each([
    ["/v1/conversations/1", "/v1/conversations/1"],
    ["/events/c?access_token=abc", "/events/c?access_token=***"],
    ["/events/c?ACCESS_TOKEN=abc&x=1", "/events/c?ACCESS_TOKEN=***&x=***"],
    ["/events/c?", "/events/c?"],
    ["/events/c?a%20b=1", "/events/c?a%20b=***"],
  ])("shows the path %s as %s", (url, shown) => {
    expect(maskPath(url)).toBe(shown);
  });
});

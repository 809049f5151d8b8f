import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSession } from "../../../provider/session/diff.js";
import { validArgs } from "./arbitraries.js";
import { endpoint, placed } from "./saved-outputs.js";
import { cosmetic, meaningful } from "./variations.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const mail = (invokeOn: string, ...emails: string[]) => ({
  invokeOn,
  name: "sendSummaryEmail",
  parameters: { emails },
});

describe("the same meaning in other words changes nothing", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a number's format", { endpoint }, { endpoint: { ...endpoint, phoneNumber: "0014082924837" } }],
    ["the case of DTMF letters", { endpoint: { ...endpoint, dtmf: "1A" } }, { endpoint: { ...endpoint, dtmf: "1a" } }],
    [
      "the case of a SIP URI's scheme and host",
      { endpoint: { type: "sip", uri: "sip:Bot@example.com" } },
      { endpoint: { type: "sip", uri: "SIP:Bot@EXAMPLE.com" } },
    ],
    [
      "the order, case and repetition of e-mail addresses",
      { endpoint, actions: [mail("stop", "a@x.org", "b@x.org")] },
      { endpoint, actions: [mail("stop", "b@X.org", "a@x.org", "b@x.org")] },
    ],
    [
      "the order of actions",
      { endpoint, actions: [mail("stop", "a@x.org"), mail("start", "b@x.org")] },
      { endpoint, actions: [mail("start", "b@x.org"), mail("stop", "a@x.org")] },
    ],
    [
      "the order of insight types",
      { endpoint, insightTypes: ["question", "follow_up"] },
      { endpoint, insightTypes: ["follow_up", "question"] },
    ],
    ["a zone's alias", { endpoint, timezone: "US/Pacific" }, { endpoint, timezone: "America/Los_Angeles" }],
    ["UTC", { endpoint }, { endpoint, timezone: "UTC" }],
    ["the case of a language code", { endpoint, languages: ["en-US"] }, { endpoint, languages: ["en-us"] }],
    [
      "empty fields",
      { endpoint },
      {
        endpoint: { ...endpoint, idleTimeout: null },
        actions: [],
        data: { session: { name: "" } },
        languages: [],
        triggers: [],
        timezone: "",
        account: "",
      },
    ],
    [
      "the order of keys",
      { endpoint, triggers: [{ a: 1, b: 2 }] },
      {
        endpoint: { dtmf: endpoint.dtmf, phoneNumber: endpoint.phoneNumber, type: "pstn" },
        triggers: [{ b: 2, a: 1 }],
      },
    ],
    ["a timeout in words", { endpoint, timeouts: { start: 30_000 } }, { endpoint, timeouts: { start: "30s" } }],
    ["a timeout that is the default", { endpoint }, { endpoint, timeouts: { start: "60s", stop: "1m" } }],
    ["onEnded that is the default", { endpoint }, { endpoint, onEnded: "keep" }],
    ["what is ours", { endpoint, __session: "a" }, { endpoint, __session: "b", __provider: "new" }],
  ])("%s", (_, before, after) => {
    expect(diffSession(placed(before), after)).toEqual({ kind: "same" });
    expect(diffSession(placed(after), before)).toEqual({ kind: "same" });
  });

  it("whatever the arguments are", () => {
    fc.assert(
      fc.property(
        validArgs.chain((args) => fc.tuple(fc.constant(args), cosmetic(args))),
        ([args, same]) => {
          expect(diffSession(placed(args), same)).toEqual({ kind: "same" });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("another meaning redials", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["another number", { endpoint: { ...endpoint, phoneNumber: "+14082924838" } }, "endpoint"],
    ["other DTMF", { endpoint: { ...endpoint, dtmf: ",1#" } }, "endpoint"],
    ["DTMF taken away", { endpoint: { type: "pstn", phoneNumber: endpoint.phoneNumber } }, "endpoint"],
    ["an idle timeout", { endpoint: { ...endpoint, idleTimeout: 60 } }, "endpoint"],
    ["another kind of endpoint", { endpoint: { type: "sip", uri: "sip:a@b.c" } }, "endpoint"],
    ["another action", { endpoint, actions: [mail("stop", "a@x.org")] }, "actions"],
    ["another name", { endpoint, data: { session: { name: "x" } } }, "data"],
    ["another zone", { endpoint, timezone: "Asia/Tokyo" }, "timezone"],
    ["another language", { endpoint, languages: ["en"] }, "languages"],
    ["an intent", { endpoint, intents: [{ intent: "interested" }] }, "intents"],
    ["a webhook", { endpoint, endpointWebhookUrl: "https://a.example" }, "endpointWebhookUrl"],
    ["a callback", { endpoint, callbackUrl: "https://a.example" }, "callbackUrl"],
    ["a kind of insight", { endpoint, insightTypes: ["question"] }, "insightTypes"],
  ])("%s", (_, after, key) => {
    expect(diffSession(placed({ endpoint }), after)).toEqual({ kind: "redial", changed: [key], reason: "inputs" });
  });

  it("since the first language is the session's", () => {
    expect(
      diffSession(placed({ endpoint, languages: ["en", "de"] }), { endpoint, languages: ["de", "en"] }),
    ).toMatchObject({ kind: "redial" });
  });

  it.each([
    [[1], [2]],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [undefined, [null]],
    [[{ a: "" }], [{}]],
    [["1"], [1]],
  ])("when triggers go from %o to %o", (before, after) => {
    expect(diffSession(placed({ endpoint, triggers: before }), { endpoint, triggers: after })).toEqual({
      kind: "redial",
      changed: ["triggers"],
      reason: "triggers",
    });
  });

  it("whatever the arguments are, and says which key it was", () => {
    fc.assert(
      fc.property(
        validArgs.chain((args) => fc.tuple(fc.constant(args), meaningful(args))),
        ([args, { key, args: changed }]) => {
          expect(diffSession(placed(args), changed)).toEqual({
            kind: "redial",
            changed: [key],
            reason: key === "triggers" ? "triggers" : "inputs",
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it("and names what asks for it, not what would be updated in place beside it", () => {
    expect(
      diffSession(placed({ endpoint }), {
        endpoint,
        triggers: [1],
        timezone: "Asia/Tokyo",
        onEnded: "redial",
        account: "blue",
      }),
    ).toEqual({
      kind: "redial",
      changed: ["timezone", "triggers"],
      reason: "inputs",
    });
  });
});

describe("what is ours alone is updated in place", () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ timeouts: { start: "30s" } }, ["timeouts"]],
    [{ onEnded: "redial" }, ["onEnded"]],
    [{ account: "blue" }, ["account"]],
    [{ account: "blue", timeouts: { stop: 1 } }, ["timeouts", "account"]],
    [{ account: UNKNOWN }, ["account"]],
    [{ timeouts: { start: UNKNOWN } }, ["timeouts"]],
  ])("%j", (more, changed) => {
    expect(diffSession(placed({ endpoint }), { endpoint, ...more })).toEqual({ kind: "update", changed });
    expect(diffSession(placed({ endpoint, ...more }), { endpoint })).toEqual({ kind: "update", changed });
  });
});

describe("a call that has ended", () => {
  const ended = placed({ endpoint }, { status: "ended", endedAt: "2026-01-01T00:00:00.000Z" });

  it("is left ended, which is the default", () => {
    expect(diffSession(ended, { endpoint })).toEqual({ kind: "same" });
    expect(diffSession(ended, { endpoint, onEnded: "keep" })).toEqual({ kind: "same" });
  });

  it("is dialled again when that is asked for", () => {
    expect(diffSession(ended, { endpoint, onEnded: "redial" })).toEqual({
      kind: "redial",
      changed: ["onEnded"],
      reason: "ended",
    });
    const asked = placed({ endpoint, onEnded: "redial" }, { status: "ended" });
    expect(diffSession(asked, { endpoint, onEnded: "redial" })).toEqual({
      kind: "redial",
      changed: ["onEnded"],
      reason: "ended",
    });
    expect(diffSession(asked, { endpoint, onEnded: "keep" })).toEqual({ kind: "update", changed: ["onEnded"] });
  });

  it("may be dialled again when it is not known yet whether that is asked for", () => {
    expect(diffSession(ended, { endpoint, onEnded: UNKNOWN })).toEqual({ kind: "undecided", changed: ["onEnded"] });
  });

  it("is not one that nobody could ask about", () => {
    expect(
      diffSession(placed({ endpoint, onEnded: "redial" }, { status: "unknown" }), { endpoint, onEnded: "redial" }),
    ).toEqual({ kind: "same" });
  });
});

describe("a call that was never placed for certain", () => {
  it.each([
    {},
    { connectionId: null },
    { connectionId: "" },
    { connectionId: undefined, status: "unknown", idempotencyKey: "k" },
  ])("is dialled: %j", (outputs) => {
    expect(diffSession({ endpoint, ...outputs }, { endpoint })).toEqual({
      kind: "redial",
      changed: ["endpoint"],
      reason: "never-started",
    });
    expect(diffSession({ endpoint, ...outputs }, { endpoint: UNKNOWN, timezone: "Asia/Tokyo" })).toEqual({
      kind: "redial",
      changed: ["timezone"],
      reason: "never-started",
    });
  });
});

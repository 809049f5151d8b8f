import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { UNKNOWN_SENTINELS } from "../../provider/session/unknown.js";
import { type Properties, startHost, type TestHost } from "../support/host.js";
import { failureOf, liveSession, session, urnOf } from "./support.js";

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ env: { SYMBL_ACCESS_TOKEN: "a-token-of-the-tests" } });
  await host.configure({});
});
afterAll(() => host.stop());

const UNKNOWNS = [...UNKNOWN_SENTINELS];
const WHOLE = [
  "endpoint",
  "actions",
  "data",
  "timezone",
  "languages",
  "intents",
  "endpointWebhookUrl",
  "callbackUrl",
  "insightTypes",
  "triggers",
  "timeouts",
  "onEnded",
  "account",
];

/** Inputs with a value at the place that the name says, and those that must stand beside it. */
const deep = (value: string): Record<string, Properties> => ({
  "endpoint.phoneNumber": { endpoint: { type: "pstn", phoneNumber: value } },
  "endpoint.type": { endpoint: { type: value, phoneNumber: "14082924837" } },
  "endpoint.dtmf": { endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: value } },
  "endpoint.idleTimeout": { endpoint: { type: "pstn", phoneNumber: "14082924837", idleTimeout: value } },
  "endpoint.uri": { endpoint: { type: "sip", uri: value } },
  "endpoint.audioConfig.sampleRate": {
    endpoint: { type: "sip", uri: "sip:bot@example.com", audioConfig: { sampleRate: value } },
  },
  "actions[0]": { actions: [value] },
  "actions[0].parameters": { actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: value }] },
  "actions[0].parameters.emails[1]": {
    actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com", value] } }],
  },
  "data.session": { data: { session: value } },
  "data.session.name": { data: { session: { name: value } } },
  "languages[1]": { languages: ["en-US", value] },
  "triggers[0].a.b[0]": { triggers: [{ a: { b: [value] } }] },
  "timeouts.start": { timeouts: { start: value } },
});

it("there are seven of them, one for each kind of value", () => {
  expect(UNKNOWNS).toHaveLength(7);
});

describe.each(UNKNOWNS)("a value that is not known yet (%s)", (unknown) => {
  it("passes check as the whole of any input, and comes back as it was", async () => {
    for (const key of WHOLE) {
      const program = session({ [key]: unknown });
      expect(await host.check({}, program), key).toEqual({ inputs: program, failures: [] });
    }
  });

  it("passes check at any depth, while the rules of its neighbours hold", async () => {
    for (const [place, inputs] of Object.entries(deep(unknown))) {
      const program = session({ ...inputs, timezone: "Asia/Tokio" });
      const { inputs: checked, failures } = await host.check({}, program);
      expect(checked, place).toEqual(program);
      expect(failures, place).toEqual([{ property: "", reason: expect.stringMatching(/^timezone: .*Asia\/Tokyo/) }]);
    }
  });

  it("is a change that may redial, and never a replacement", async () => {
    const state = liveSession({ url: "https://api.symbl.ai" });
    const undecided = { changes: "some", replaces: [], deleteBeforeReplace: true };
    const then = deep("1");
    for (const [place, inputs] of Object.entries(deep(unknown))) {
      expect(await host.diff("c-1", { ...state, ...then[place] }, session(inputs)), place).toEqual(undecided);
    }
    for (const key of WHOLE) {
      expect(await host.diff("c-1", state, session({ [key]: unknown })), key).toEqual(undecided);
    }
  });

  it("does not hide a change that redials for certain", async () => {
    const endpoint = { type: "pstn", phoneNumber: "14082924838", dtmf: unknown };
    const state = liveSession({ url: "https://api.symbl.ai" });
    expect(await host.diff("c-1", state, session({ endpoint, languages: unknown }))).toEqual({
      changes: "some",
      replaces: ["endpoint"],
      deleteBeforeReplace: true,
    });
  });

  it("never places a call", async () => {
    const failure = await failureOf(host.create(session({ data: { session: { name: unknown } } })));
    expect(failure.message).toBe("data.session.name: is not known yet, and a call needs it");
  });
});

it("a warning on the row names what is not known, once for each session", () => {
  const warned = host.warnings().map(({ urn, message }) => `${urn} ${message}`);
  expect(new Set(warned).size).toBe(warned.length);
  expect(warned).toContain(
    `${urnOf("standup")} May redial: endpoint will be known only when the resources it depends on are. If it turns out to be what it was, the call is left alone.`,
  );
});

it("a provider text that is not known yet is taken from the state", async () => {
  const [unknown = ""] = UNKNOWNS.slice(2);
  const program = { ...session(), __provider: unknown };
  const { failures } = await host.check({ __provider: PROVIDER_TEXT }, program);
  expect(failures).toEqual([]);
});

it("none of it printed anything", () => {
  expect(host.stderr()).toBe("");
});

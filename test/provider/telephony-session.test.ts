import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sendSummaryEmail } from "../../provider/actions.js";
import { dtmf } from "../../provider/dtmf.js";
import { PROVIDER_TEXT, SESSION_TYPE } from "../../provider/frozen.js";
import type { TelephonySessionArgs } from "../../provider/inputs.js";
import { OUTPUT_KEYS } from "../../provider/outputs.js";
import { TelephonySession } from "../../provider/telephony-session.js";

const ENDPOINT = { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: ",,939293#,,1234#" } as const;
const CALL = {
  connectionId: "c-1",
  conversationId: "1001",
  eventUrl: "https://api.example.com/v1/event/c-1",
  resultWebSocketUrl: "wss://api.example.com/events/c-1",
  status: "live",
  startedAt: "2027-01-11T09:00:00.000Z",
  endedAt: null,
  apiBaseUrl: "https://api.example.com",
  accountFingerprint: "0123456789ab",
  providerVersion: "0.1.0",
};

let registered: pulumi.runtime.MockResourceArgs[] = [];

async function mockEngine({
  preview = false,
  organization,
}: {
  preview?: boolean;
  organization?: string;
}): Promise<void> {
  registered = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource(args) {
      registered.push(args);
      return preview ? { id: undefined, state: {} } : { id: CALL.connectionId, state: { ...args.inputs, ...CALL } };
    },
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, "meetings", "dev", preview, organization);
}

const backend = process.env.PULUMI_BACKEND_URL;
beforeEach(async () => {
  Reflect.deleteProperty(process.env, "PULUMI_BACKEND_URL");
  await mockEngine({ organization: "acme" });
});
afterEach(() => {
  if (backend !== undefined) process.env.PULUMI_BACKEND_URL = backend;
});

function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((value) => resolve(value)));
}

/** What the engine is given for a program's arguments, secrets unwrapped. */
async function inputsOf(args: TelephonySessionArgs): Promise<Record<string, unknown>> {
  await resolved(new TelephonySession("standup", args).urn);
  return unwrapped(registered.at(-1)?.inputs);
}

/** What the class hands to Pulumi, before anything is resolved. */
function handedOver(
  args: TelephonySessionArgs,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.ResourceTransformationArgs {
  let seen: pulumi.ResourceTransformationArgs | undefined;
  const look: pulumi.ResourceTransformation = (given) => {
    seen = given;
    return undefined;
  };
  new TelephonySession("standup", args, { ...opts, transformations: [look] });
  if (seen === undefined) throw new Error("no resource was registered");
  return seen;
}

async function endpointOf(args: TelephonySessionArgs): Promise<{ secret: boolean; fields: Record<string, unknown> }> {
  const { endpoint } = handedOver(args).props;
  const secret = pulumi.Output.isInstance(endpoint) && (await pulumi.isSecret(endpoint));
  const fields = pulumi.Output.isInstance(endpoint) ? await resolved(endpoint) : endpoint;
  return { secret, fields: { ...fields } };
}

async function isSecret(value: unknown): Promise<boolean> {
  return pulumi.Output.isInstance(value) && pulumi.isSecret(value);
}

/** The mocks show a secret in Pulumi's wire form. */
function unwrapped(value: unknown): Record<string, unknown> {
  const plain: unknown = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && "4dabf18193072939515e22adb298388d" in inner && "value" in inner
      ? inner.value
      : inner,
  );
  return typeof plain === "object" && plain !== null ? { ...plain } : {};
}

describe("the resource", () => {
  it("is registered under its type, with the provider's text and its identity beside the program's inputs", async () => {
    const session = new TelephonySession("standup", { endpoint: ENDPOINT, timezone: "Asia/Tokyo" });
    const urn = await resolved(session.urn);
    expect(urn).toBe(`urn:pulumi:dev::meetings::${SESSION_TYPE}::standup`);
    expect(registered).toHaveLength(1);
    expect(registered[0]).toMatchObject({ type: SESSION_TYPE, name: "standup", custom: true });
    expect(unwrapped(registered[0]?.inputs)).toEqual({
      endpoint: ENDPOINT,
      timezone: "Asia/Tokyo",
      __provider: PROVIDER_TEXT,
      __session: { urn, organization: "acme", backend: "" },
    });
  });

  it("is told apart by its parent and its backend, of whose URL no more than a hash is kept", async () => {
    process.env.PULUMI_BACKEND_URL = "s3://states?key=hunter22";
    const parent = new pulumi.ComponentResource("acme:meetings:Room", "room");
    const session = new TelephonySession("standup", { endpoint: ENDPOINT }, { parent });
    const urn = await resolved(session.urn);
    expect(urn).toBe(`urn:pulumi:dev::meetings::acme:meetings:Room$${SESSION_TYPE}::standup`);
    const inputs = registered.find(({ type }) => type === SESSION_TYPE)?.inputs;
    expect(unwrapped(inputs).__session).toEqual({
      urn,
      organization: "acme",
      backend: createHash("sha256").update("s3://states?key=hunter22").digest("hex"),
    });
    expect(JSON.stringify(inputs)).not.toContain("hunter22");
    Reflect.deleteProperty(process.env, "PULUMI_BACKEND_URL");
  });

  it("hangs up before it dials anew, whatever its options say, and keeps the others", () => {
    for (const opts of [{}, { deleteBeforeReplace: false }, { deleteBeforeReplace: true }]) {
      const seen = handedOver({ endpoint: ENDPOINT }, { ...opts, protect: true, ignoreChanges: ["timezone"] });
      expect(seen.opts).toMatchObject({ deleteBeforeReplace: true, protect: true, ignoreChanges: ["timezone"] });
    }
  });

  it("declares every output, so that each is surfaced with what the engine says of it", async () => {
    const { props } = handedOver({ endpoint: ENDPOINT });
    for (const key of OUTPUT_KEYS) expect(props, key).toHaveProperty(key, undefined);
    const session = new TelephonySession("standup", { endpoint: ENDPOINT });
    const { connectionId, conversationId, eventUrl, resultWebSocketUrl, status } = session;
    const { startedAt, endedAt, apiBaseUrl, accountFingerprint, providerVersion } = session;
    const outputs = pulumi.output({
      connectionId,
      conversationId,
      eventUrl,
      resultWebSocketUrl,
      status,
      startedAt,
      endedAt,
      apiBaseUrl,
      accountFingerprint,
      providerVersion,
    });
    expect(await resolved(outputs)).toEqual(CALL);
    expect(await resolved(session.id)).toBe("c-1");
    expect(await pulumi.isSecret(session.conversationId)).toBe(false);
  });

  it("has outputs that are not known in a preview of a new call, rather than missing", async () => {
    await mockEngine({ preview: true, organization: "acme" });
    const { conversationId, urn } = new TelephonySession("standup", { endpoint: ENDPOINT });
    await resolved(urn);
    let applied = false;
    const text = pulumi.interpolate`conversation ${conversationId}`;
    text.apply(() => {
      applied = true;
    });
    expect(await Reflect.get(text, "isKnown")).toBe(false);
    expect(applied).toBe(false);
  });

  it("can be made in a program's own unit tests, which name no organisation", async () => {
    await mockEngine({});
    expect(await inputsOf({ endpoint: ENDPOINT })).toMatchObject({ __session: { organization: "" } });
  });
});

describe("inputs", () => {
  it("may be Outputs and Promises at any depth", async () => {
    const later = <T>(value: T) => pulumi.output(Promise.resolve(value));
    const args: TelephonySessionArgs = {
      endpoint: later({ type: "pstn" as const, phoneNumber: later("14082924837"), dtmf: later(",,939293#") }),
      actions: [
        {
          invokeOn: "stop",
          name: "sendSummaryEmail",
          parameters: { emails: [later("ada@example.com"), "b@example.com"] },
        },
        sendSummaryEmail([later("c@example.com")], { invokeOn: "start" }),
      ],
      data: later({ session: { name: later("Daily stand-up") } }),
      timezone: Promise.resolve("Asia/Tokyo"),
      languages: later([later("en-US"), "de"]),
      triggers: [later({ deep: [later(1)] })],
      timeouts: { start: later("2m") },
    };
    expect(await inputsOf(args)).toMatchObject({
      endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#" },
      actions: [
        { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com", "b@example.com"] } },
        { invokeOn: "start", name: "sendSummaryEmail", parameters: { emails: ["c@example.com"] } },
      ],
      data: { session: { name: "Daily stand-up" } },
      timezone: "Asia/Tokyo",
      languages: ["en-US", "de"],
      triggers: [{ deep: [1] }],
      timeouts: { start: "2m" },
    });
  });

  it.each(["null", '"+14082924837"', "7", "[]"])(
    "that are mistakes (endpoint: %s) reach the provider, which names them, rather than fail in the program",
    async (endpoint) => {
      // What a program in plain JavaScript can write.
      const args: TelephonySessionArgs = JSON.parse(`{"endpoint":${endpoint},"colour":"blue"}`);
      expect(await inputsOf(args)).toMatchObject({ endpoint: JSON.parse(endpoint), colour: "blue" });
      const { endpoint: _none, ...without } = args;
      const nothing: TelephonySessionArgs = JSON.parse(JSON.stringify(without));
      expect(await inputsOf(nothing)).not.toHaveProperty("endpoint");
    },
  );
});

describe("keys to press", () => {
  it.each([
    ["as plain text", () => ENDPOINT],
    ["as an Output", () => ({ ...ENDPOINT, dtmf: pulumi.output(ENDPOINT.dtmf) })],
    ["as a Promise", () => ({ ...ENDPOINT, dtmf: Promise.resolve(ENDPOINT.dtmf) })],
    ["from the helper", () => ({ ...ENDPOINT, dtmf: dtmf.zoom({ meetingId: "939293", passcode: "1234" }) })],
  ])("are a secret when written %s, and the number stays in the clear", async (_how, endpoint) => {
    const { fields, secret } = await endpointOf({ endpoint: endpoint() });
    expect(await isSecret(fields.dtmf)).toBe(true);
    expect(await isSecret(fields.phoneNumber)).toBe(false);
    expect(secret).toBe(false);
    expect((await inputsOf({ endpoint: endpoint() })).endpoint).toEqual(ENDPOINT);
  });

  it.each([
    ["an Output", () => pulumi.output<typeof ENDPOINT>(ENDPOINT)],
    ["a Promise", () => Promise.resolve(ENDPOINT)],
    [
      "an Output in an Output",
      () => pulumi.output(Promise.resolve({ ...ENDPOINT, dtmf: pulumi.output(ENDPOINT.dtmf) })),
    ],
  ])("are a secret in an endpoint that is %s", async (_how, endpoint) => {
    const { fields, secret } = await endpointOf({ endpoint: endpoint() });
    expect(await isSecret(fields.dtmf)).toBe(true);
    expect(secret).toBe(false);
    expect((await inputsOf({ endpoint: endpoint() })).endpoint).toEqual(ENDPOINT);
  });

  it("make no secret of an endpoint without any", async () => {
    const { dtmf: _none, ...endpoint } = ENDPOINT;
    expect(await endpointOf({ endpoint })).toEqual({ secret: false, fields: endpoint });
    expect((await endpointOf({ endpoint: pulumi.output<typeof endpoint>(endpoint) })).secret).toBe(false);
  });
});

describe("a SIP URI", () => {
  const withPassword = "sips:bot:hunter22@example.com;transport=tls";
  const without = "sip:bot@example.com:5060;transport=udp";

  it("is a secret when it carries a password, and only then", async () => {
    const sip = async (uri: pulumi.Input<string>) => (await endpointOf({ endpoint: { type: "sip", uri } })).fields.uri;
    expect(await isSecret(await sip(withPassword))).toBe(true);
    expect(await isSecret(await sip(pulumi.output(withPassword)))).toBe(true);
    expect(await isSecret(await sip(Promise.resolve(withPassword)))).toBe(true);
    expect(await isSecret(await sip(without))).toBe(false);
    expect(await isSecret(await sip(pulumi.output(without)))).toBe(false);
    expect((await inputsOf({ endpoint: { type: "sip", uri: pulumi.output(withPassword) } })).endpoint).toEqual({
      type: "sip",
      uri: withPassword,
    });
  });

  it("is a secret in an endpoint that is an Output, too", async () => {
    const endpoint = pulumi.output({ type: "sip" as const, uri: withPassword });
    const { fields, secret } = await endpointOf({ endpoint });
    expect(await isSecret(fields.uri)).toBe(true);
    expect(secret).toBe(false);
  });
});

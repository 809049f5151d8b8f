import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sendSummaryEmail } from "../../provider/actions.js";
import { PROVIDER_TEXT, SESSION_TYPE } from "../../provider/frozen.js";
import type { TelephonySessionArgs } from "../../provider/inputs.js";
import { OUTPUT_KEYS } from "../../provider/outputs.js";
import { TelephonySession } from "../../provider/telephony-session.js";
import { CALL, ENDPOINT, handedOver, inputsOf, mockEngine, registered, resolved, unwrapped } from "./mock-engine.js";

const backend = process.env.PULUMI_BACKEND_URL;
beforeEach(async () => {
  Reflect.deleteProperty(process.env, "PULUMI_BACKEND_URL");
  await mockEngine({ organization: "acme" });
});
afterEach(() => {
  if (backend !== undefined) process.env.PULUMI_BACKEND_URL = backend;
});

describe("the resource", () => {
  it("is registered under its type, with the provider's text and its identity beside the program's inputs", async () => {
    const session = new TelephonySession("standup", { endpoint: ENDPOINT, timezone: "Asia/Tokyo" });
    const urn = await resolved(session.urn);
    expect(urn).toBe(`urn:pulumi:dev::meetings::${SESSION_TYPE}::standup`);
    expect(registered()).toHaveLength(1);
    expect(registered()[0]).toMatchObject({ type: SESSION_TYPE, name: "standup", custom: true });
    expect(unwrapped(registered()[0]?.inputs)).toEqual({
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
    const inputs = registered().find(({ type }) => type === SESSION_TYPE)?.inputs;
    expect(unwrapped(inputs).__session).toEqual({
      urn,
      organization: "acme",
      backend: createHash("sha256").update("s3://states?key=hunter22").digest("hex"),
    });
    expect(JSON.stringify(inputs)).not.toContain("hunter22");
    Reflect.deleteProperty(process.env, "PULUMI_BACKEND_URL");
  });

  it("leaves the program's own stack traces whole, and names its line in an error of Pulumi's", () => {
    const settings = (): unknown[] => [Error.stackTraceLimit, Error.prepareStackTrace];
    const before = settings();
    new TelephonySession("standup", { endpoint: ENDPOINT });
    expect(settings()).toEqual(before);
    const nameless = (): unknown => new TelephonySession("", { endpoint: ENDPOINT });
    expect(nameless).toThrow(expect.objectContaining({ stack: expect.stringContaining("telephony-session.test.ts") }));
    expect(settings()).toEqual(before);
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

import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { dtmf } from "../../provider/dtmf.js";
import type { TelephonySessionArgs } from "../../provider/inputs.js";
import { ENDPOINT, handedOver, inputsOf, mockEngine, resolved } from "./mock-engine.js";

beforeEach(() => mockEngine({ organization: "acme" }));

async function endpointOf(args: TelephonySessionArgs): Promise<{ secret: boolean; fields: Record<string, unknown> }> {
  const { endpoint } = handedOver(args).props;
  const secret = pulumi.Output.isInstance(endpoint) && (await pulumi.isSecret(endpoint));
  const fields = pulumi.Output.isInstance(endpoint) ? await resolved(endpoint) : endpoint;
  return { secret, fields: { ...fields } };
}

async function isSecret(value: unknown): Promise<boolean> {
  return pulumi.Output.isInstance(value) && pulumi.isSecret(value);
}

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

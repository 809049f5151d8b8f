import * as pulumi from "@pulumi/pulumi";
import type { TelephonySessionArgs } from "../../provider/inputs.js";
import { TelephonySession } from "../../provider/telephony-session.js";

export const ENDPOINT = { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: ",,939293#,,1234#" } as const;
/** What a server says of a call. */
export const CALL = {
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

let registrations: pulumi.runtime.MockResourceArgs[] = [];

/** What was registered since the engine was last mocked. */
export const registered = (): readonly pulumi.runtime.MockResourceArgs[] => registrations;

/** Pulumi's own mocks in the place of an engine: resources are registered, and every call is placed. */
export async function mockEngine({
  preview = false,
  organization,
}: {
  preview?: boolean;
  organization?: string;
}): Promise<void> {
  registrations = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource(args) {
      registrations.push(args);
      return preview ? { id: undefined, state: {} } : { id: CALL.connectionId, state: { ...args.inputs, ...CALL } };
    },
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, "meetings", "dev", preview, organization);
}

export function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((value) => resolve(value)));
}

/** What the engine is given for a program's arguments, secrets unwrapped. */
export async function inputsOf(args: TelephonySessionArgs): Promise<Record<string, unknown>> {
  await resolved(new TelephonySession("standup", args).urn);
  return unwrapped(registrations.at(-1)?.inputs);
}

/** What the class hands to Pulumi, before anything is resolved. */
export function handedOver(
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

/** The mocks show a secret in Pulumi's wire form. */
export function unwrapped(value: unknown): Record<string, unknown> {
  const plain: unknown = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && "4dabf18193072939515e22adb298388d" in inner && "value" in inner
      ? inner.value
      : inner,
  );
  return typeof plain === "object" && plain !== null ? { ...plain } : {};
}

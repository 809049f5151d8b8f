import * as fc from "fast-check";
import { canonicalPhoneNumber } from "../../../provider/session/formats/phone-number.js";
import { isRecord } from "../../../provider/session/plain.js";
import { writtenNumber } from "./arbitraries.js";

/** The same arguments in other words, and arguments that mean something else. */

type Args = Readonly<Record<string, unknown>>;

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  "US/Pacific": ["America/Los_Angeles", "US/Pacific"],
  "America/Los_Angeles": ["US/Pacific"],
  "Asia/Tokyo": ["Japan", "Asia/Tokyo"],
  Japan: ["Asia/Tokyo"],
  "Europe/Kyiv": ["Europe/Kiev"],
  "Asia/Kolkata": ["Asia/Calcutta"],
  UTC: ["Etc/UTC", "Zulu", ""],
};

const EMPTY = fc.constantFrom("", null, [], {}, undefined);
const MAY_BE_EMPTY = [
  "actions",
  "data",
  "languages",
  "intents",
  "endpointWebhookUrl",
  "insightTypes",
  "account",
  "onEnded",
  "timeouts",
];

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function shuffled<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: values.length });
}

function repeated<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.subarray([...values]).chain((again) => shuffled([...values, ...again]));
}

function mixedCase(text: string): fc.Arbitrary<string> {
  return fc.constantFrom(text, text.toLowerCase(), text.toUpperCase());
}

function cosmeticEndpoint(endpoint: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const uri = /^(sips?):((?:[^@?]*@)?)([^;?]*)(.*)$/.exec(textOf(endpoint.uri));
  const changes: Record<string, fc.Arbitrary<unknown>> = {
    ...(endpoint.phoneNumber !== undefined && {
      phoneNumber: writtenNumber(canonicalPhoneNumber(textOf(endpoint.phoneNumber))),
    }),
    ...(uri !== null && {
      uri: fc.constant(`${uri[1]?.toUpperCase()}:${uri[2]}${uri[3]?.toUpperCase()}${uri[4]}`),
      phoneNumber: EMPTY,
    }),
    dtmf: endpoint.dtmf === undefined ? EMPTY : mixedCase(textOf(endpoint.dtmf)),
  };
  return fc.record(changes).map((changed) => ({ ...endpoint, ...changed }));
}

function cosmeticAction(action: unknown): fc.Arbitrary<unknown> {
  const emails = listOf(recordOf(recordOf(action).parameters).emails).map(textOf);
  return repeated(emails)
    .chain((list) => fc.tuple(fc.constant(list), fc.infiniteStream(fc.boolean())))
    .map(([list, loud]) => ({
      parameters: {
        emails: list.map((email) =>
          loud.next().value ? email.replace(/@.*/, (domain) => domain.toUpperCase()) : email,
        ),
      },
      ...{ name: recordOf(action).name, invokeOn: recordOf(action).invokeOn },
    }));
}

/** The same meaning in other words. */
export function cosmetic(args: Args): fc.Arbitrary<Args> {
  const changes: Record<string, fc.Arbitrary<unknown>> = { endpoint: cosmeticEndpoint(recordOf(args.endpoint)) };
  for (const key of MAY_BE_EMPTY) if (args[key] === undefined) changes[key] = EMPTY;
  if (args.actions !== undefined)
    changes.actions = shuffled(listOf(args.actions)).chain((actions) => fc.tuple(...actions.map(cosmeticAction)));
  if (args.timezone !== undefined)
    changes.timezone = fc.constantFrom(...(ALIASES[textOf(args.timezone)] ?? [args.timezone]));
  if (args.languages !== undefined)
    changes.languages = fc.tuple(...listOf(args.languages).map((code) => mixedCase(textOf(code))));
  if (args.insightTypes !== undefined) changes.insightTypes = repeated(listOf(args.insightTypes));
  return fc.record(changes).map((changed) => ({ ...args, ...changed }));
}

/** Another meaning, whatever the arguments are: what is changed, and the result. */
export function meaningful(args: Args): fc.Arbitrary<{ key: string; args: Args }> {
  const endpoint = recordOf(args.endpoint);
  const actions = listOf(args.actions);
  const otherType = { type: "sip", uri: "sip:another@elsewhere.example" };
  const changed = (key: string, value: unknown) => ({ key, args: { ...args, [key]: value } });
  return fc.constantFrom(
    changed("endpoint", { ...endpoint, dtmf: `${textOf(endpoint.dtmf)},1#` }),
    changed("endpoint", { ...endpoint, idleTimeout: 61 }),
    changed("endpoint", endpoint.type === "pstn" ? otherType : { type: "pstn", phoneNumber: "+14082924837" }),
    changed(
      "endpoint",
      endpoint.type === "pstn"
        ? {
            ...endpoint,
            phoneNumber:
              canonicalPhoneNumber(textOf(endpoint.phoneNumber)) === "14082924837" ? "14082924838" : "14082924837",
          }
        : { ...endpoint, uri: `${textOf(endpoint.uri).replace(/\?.*/, "")};other=1` },
    ),
    changed("actions", [
      ...actions,
      { invokeOn: "start", name: "sendSummaryEmail", parameters: { emails: ["new@elsewhere.example"] } },
    ]),
    changed("data", { session: { name: "Another meeting" } }),
    changed("timezone", "Antarctica/Troll"),
    changed("languages", ["ja-JP", ...listOf(args.languages)]),
    changed("intents", [...listOf(args.intents), { intent: "answering_machine" }]),
    changed("endpointWebhookUrl", "https://elsewhere.example"),
    changed("callbackUrl", "https://elsewhere.example"),
    changed("insightTypes", [...listOf(args.insightTypes), "another"]),
    changed("triggers", [...listOf(args.triggers), { again: 1 }]),
  );
}

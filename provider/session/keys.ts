/** The keys that a program may write, at every depth. No zod in here: the resource class and diff use it too. */

/** Fields that go out with a start, and only with it: a change redials. */
const START_KEYS = [
  "endpoint",
  "actions",
  "data",
  "timezone",
  "languages",
  "intents",
  "endpointWebhookUrl",
  "callbackUrl",
  "insightTypes",
] as const;

/** Fields whose change redials. */
export const REDIAL_KEYS = [...START_KEYS, "triggers"] as const;
/** Fields whose change sends nothing. */
export const IN_PLACE_KEYS = ["timeouts", "onEnded", "account", "adopt"] as const;

/** Every input key that a program may write. */
export const INPUT_KEYS: readonly string[] = [...REDIAL_KEYS, ...IN_PLACE_KEYS];

export type RedialKey = (typeof REDIAL_KEYS)[number];
export type InPlaceKey = (typeof IN_PLACE_KEYS)[number];

/** Keys of ours beside the program's, such as `__provider` and `__session`. */
export function isInternalKey(key: string): boolean {
  return key.startsWith("__");
}

const COMMON_ENDPOINT_KEYS = ["type", "dtmf", "idleTimeout"];
export const PSTN_KEYS: readonly string[] = [...COMMON_ENDPOINT_KEYS, "phoneNumber"];
export const SIP_KEYS: readonly string[] = [
  ...COMMON_ENDPOINT_KEYS,
  "uri",
  "providerName",
  "audioConfig",
  "transportConfig",
];

/** The keys of each object by where it stands, `[]` being any element of a list. */
export const KEYS_AT: ReadonlyMap<string, readonly string[]> = new Map([
  ["", INPUT_KEYS],
  ["endpoint", [...new Set([...PSTN_KEYS, ...SIP_KEYS])]],
  ["endpoint.audioConfig", ["encoding", "sampleRate", "sampleSize"]],
  ["actions[]", ["invokeOn", "name", "parameters"]],
  ["actions[].parameters", ["emails"]],
  ["data", ["session"]],
  ["data.session", ["name"]],
  ["intents[]", ["intent", "silenceTimeout"]],
  ["timeouts", ["start", "stop"]],
  ["adopt", ["connectionId", "conversationId"]],
]);

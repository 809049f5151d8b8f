/** What a request wants, by its path and body: one vocabulary for the journal and the faults. Pure. */

export const OPERATIONS = ["token", "start", "stop", "look-up", "event", "conversation", "websocket"] as const;
export type Operation = (typeof OPERATIONS)[number];

const BY_PATH: readonly (readonly [RegExp, Operation])[] = [
  [/^\/oauth2\/token:generate$/, "token"],
  [/^\/v1\/starts\//, "look-up"],
  [/^\/v1\/event\//, "event"],
  [/^\/v1\/conversations\//, "conversation"],
  [/^\/(?:events|session\/subscribe)\//, "websocket"],
];

/** `null` for what is none of them, and for an `endpoint:connect` whose body says neither start nor stop. */
export function operationOf(url: string, body: unknown): Operation | null {
  const path = /^[^?#]*/.exec(url)?.[0] ?? "";
  if (path === "/v1/endpoint:connect") {
    const operation = typeof body === "object" && body !== null && "operation" in body ? body.operation : undefined;
    return operation === "start" || operation === "stop" ? operation : null;
  }
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

import { IDENTITY_KEY } from "./frozen.js";
import type { SessionStatus } from "./outputs.js";
import { DEFAULT_TIMEOUT_MS, parseDuration } from "./session/duration.js";

type Properties = Readonly<Record<string, unknown>>;

/** What a saved state, of this version or an older one, tells of a session. Fields that are missing or unreadable are `undefined`. */
export interface SavedSession {
  connectionId: string | undefined;
  conversationId: string | undefined;
  status: SessionStatus;
  apiBaseUrl: string | undefined;
  accountFingerprint: string;
  idempotencyKey: string | undefined;
  /** ISO 8601. */
  startedAt: string | undefined;
  account: string | undefined;
  /** URN, for messages on the resource's own row. */
  urn: string | undefined;
}

export function savedSession(properties: Properties): SavedSession {
  const status = properties.status;
  return {
    connectionId: text(properties.connectionId),
    conversationId: text(properties.conversationId),
    status: status === "live" || status === "ended" ? status : "unknown",
    apiBaseUrl: text(properties.apiBaseUrl),
    accountFingerprint: text(properties.accountFingerprint) ?? "",
    idempotencyKey: text(properties.idempotencyKey),
    startedAt: text(properties.startedAt),
    account: text(properties.account),
    urn: urnOf(properties),
  };
}

export function urnOf(properties: Properties): string | undefined {
  const identity = properties[IDENTITY_KEY];
  return typeof identity === "object" && identity !== null && "urn" in identity ? text(identity.urn) : undefined;
}

/** Milliseconds that an operation may take, as `timeouts` says. */
export function timeoutOf(properties: Properties, operation: "start" | "stop"): number {
  const timeouts = properties.timeouts;
  if (typeof timeouts !== "object" || timeouts === null) return DEFAULT_TIMEOUT_MS;
  const value: unknown = Reflect.get(timeouts, operation);
  if (typeof value !== "string" && typeof value !== "number") return DEFAULT_TIMEOUT_MS;
  return parseDuration(value) ?? DEFAULT_TIMEOUT_MS;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

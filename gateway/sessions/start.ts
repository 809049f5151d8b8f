import { createHmac, randomInt, randomUUID } from "node:crypto";
import { maskBody } from "../admin/mask.js";
import { newCall } from "../calls/call.js";
import { ApiError, tooManyCalls } from "../errors.js";
import type {
  Connection,
  Conversation,
  SessionDetails,
  ShownEndpoint,
  StartDecision,
  StartLookup,
} from "../store/store.js";
import type { StartAnswer, StartRequest } from "../wire/connect.js";
import { runActions } from "./actions.js";
import type { SessionContext } from "./context.js";

export interface StartOptions {
  readonly appId: string;
  readonly request: StartRequest;
  /** `Idempotency-Key` of the request. */
  readonly key: string | undefined;
  /** Base of the URLs in the answer. */
  readonly baseUrl: string;
}

/** Places a call, or repeats the answer to the start that came with the same key. */
export async function startSession(
  context: SessionContext,
  { appId, request, key, baseUrl }: StartOptions,
): Promise<{ readonly answer: StartAnswer; readonly replayed: boolean }> {
  const now = context.clock();
  const connectionId = randomUUID();
  const conversationId = newConversationId();
  const answer = startAnswer(baseUrl, connectionId, conversationId);
  const connection: Connection = {
    connectionId,
    conversationId,
    appId,
    holder: context.processId,
    endpoint: shownEndpoint(request.endpoint),
    details: detailsOf(request),
    answer,
    call: newCall(now),
    idempotencyKey: key ?? null,
  };
  const conversation: Conversation = {
    conversationId,
    appId,
    name: request.data?.session?.name || conversationId,
    startTime: now,
    members: [],
    metadata: {},
  };
  const decision = await context.store.beginStart({
    connection,
    conversation,
    ...(key === undefined ? {} : { idempotency: { key, bodyHash: hashOf(request, context.hashKey) } }),
    maxConnections: context.maxConnections,
    now,
  });
  if (decision.kind === "replay") return { answer: decision.answer, replayed: true };
  if (decision.kind !== "accepted") throw refusal(decision, context);

  context.transcripts.begin(connection);
  try {
    await context.calls.dial({ connectionId, appId }, request.endpoint, now);
  } catch (error) {
    await context.transcripts.end(connectionId);
    await context.store.forgetStart(connectionId);
    throw error;
  }
  // Nobody need wait for that: the start is kept, and who has this process's calls after it knows that they were placed.
  context.store.answerStart(connectionId).catch(context.onTrouble);
  // The call is up, whatever becomes of the mail; a store that is away keeps it later.
  await runActions(context, "start", connection, conversation).catch(context.onTrouble);
  return { answer, replayed: false };
}

/** Looks up what became of the start with `key`; when there was none, none can come any more. */
export function lookUpStart(context: SessionContext, appId: string, key: string): Promise<StartLookup> {
  return context.store.lookUpStart(appId, key, context.clock());
}

function refusal(decision: Exclude<StartDecision, { kind: "accepted" | "replay" }>, context: SessionContext): ApiError {
  switch (decision.kind) {
    case "running":
      return new ApiError(409, {
        code: "START_RUNNING",
        message: "A start with this Idempotency-Key is still running; ask GET /v1/starts/{key} for its answer.",
      });
    case "burned":
      return new ApiError(409, {
        code: "START_KEY_BURNED",
        message:
          "GET /v1/starts/{key} has already answered that there is no start with this Idempotency-Key; start with a new key.",
      });
    case "other-body":
      return new ApiError(422, {
        code: "IDEMPOTENCY_KEY_REUSED",
        message: "A start with this Idempotency-Key and another body came before; start with a new key.",
      });
    case "too-many":
      return tooManyCalls(context.maxConnections, context.retryAfterSeconds);
  }
}

function startAnswer(baseUrl: string, connectionId: string, conversationId: string): StartAnswer {
  return {
    eventUrl: `${baseUrl}/v1/event/${connectionId}`,
    resultWebSocketUrl: `${baseUrl.replace(/^http/, "ws")}/events/${connectionId}`,
    connectionId,
    conversationId,
  };
}

/** Sixteen decimal digits, small enough for clients that take them for a JavaScript number. */
function newConversationId(): string {
  return `${randomInt(1_000_000_000, 9_000_000_000)}${String(randomInt(1_000_000)).padStart(6, "0")}`;
}

function shownEndpoint(endpoint: StartRequest["endpoint"]): ShownEndpoint {
  const shown = maskBody(endpoint);
  return typeof shown === "object" && shown !== null ? { ...shown } : {};
}

function detailsOf({ operation: _operation, endpoint: _endpoint, ...details }: StartRequest): SessionDetails {
  return details;
}

/** Of the validated request, whose fields stand in the schema's order however they came. Keyed, since a bare hash of a passcode can be guessed. */
function hashOf(request: StartRequest, key: Uint8Array): string {
  return createHmac("sha256", key)
    .update(`start\n${JSON.stringify(request)}`)
    .digest("base64");
}

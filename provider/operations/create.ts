import { randomUUID } from "node:crypto";
import type { Accounts } from "../accounts.js";
import { deadlineIn } from "../api/deadline.js";
import { InvalidInputsError } from "../api/errors.js";
import { rememberSecret } from "../api/redact.js";
import type { StartAnswer } from "../api/wire.js";
import { UNKNOWN_ID_PREFIX } from "../frozen.js";
import { engineLog } from "../host/engine-log.js";
import { InitFailedError } from "../host/errors.js";
import { plainJson } from "../host/plain-json.js";
import type { SessionOutputs } from "../outputs.js";
import { timeoutOf, urnOf } from "../saved-session.js";
import { parseArgs } from "../session/args.js";
import { dial } from "../session/dial.js";
import { toStartRequest } from "../session/start-request.js";
import { PROVIDER_VERSION } from "../version.js";
import { damagedAnswerReasons, unknownStartReasons } from "./reasons.js";
import { waitingOn } from "./waiting.js";

type Properties = Record<string, unknown>;

/** Places the call. A start that was rejected or never sent leaves nothing; one of unknown or damaged outcome is saved, and can be hung up. */
export async function create(accounts: Accounts, inputs: Properties): Promise<{ id: string; outs: Properties }> {
  const parsed = parseArgs(inputs);
  if (!parsed.ok) throw new InvalidInputsError(parsed.problems);
  const { args } = parsed;
  const request = toStartRequest(args);
  for (const { dtmf } of [args.endpoint, request.endpoint]) if (dtmf !== undefined) rememberSecret(dtmf);

  const client = accounts.forDialling(args.account);
  const idempotencyKey = randomUUID();
  const common = {
    endedAt: null,
    apiBaseUrl: client.baseUrl,
    accountFingerprint: client.fingerprint,
    providerVersion: PROVIDER_VERSION,
  };
  const dialled = await dial(
    client,
    request,
    idempotencyKey,
    deadlineIn(timeoutOf(inputs, "start")),
    waitingOn(engineLog(urnOf(inputs))),
  );
  switch (dialled.kind) {
    case "placed": {
      const outputs: SessionOutputs = { ...dialled.call, ...common, status: "live", startedAt: now() };
      return { id: dialled.call.connectionId, outs: plainJson({ ...inputs, ...outputs }) };
    }
    case "damaged": {
      const outputs: SessionOutputs = { ...dialled.call, ...common, status: "live", startedAt: now(), idempotencyKey };
      throw new InitFailedError(
        dialled.call.connectionId,
        { ...inputs, ...outputs },
        damagedAnswerReasons(client.baseUrl, dialled.call.connectionId, missingIn(dialled.call)),
      );
    }
    case "unknown": {
      const outputs: SessionOutputs = { ...common, status: "unknown", idempotencyKey };
      throw new InitFailedError(
        `${UNKNOWN_ID_PREFIX}${idempotencyKey}`,
        { ...inputs, ...outputs },
        unknownStartReasons(dialled.why, client.baseUrl, idempotencyKey),
      );
    }
  }
}

const ANSWER_FIELDS = ["connectionId", "conversationId", "eventUrl", "resultWebSocketUrl"] as const;

/** Fields of the API's answer that are not known. */
export function missingIn(call: Partial<StartAnswer>): string[] {
  return ANSWER_FIELDS.filter((field) => call[field] === undefined);
}

function now(): string {
  return new Date().toISOString();
}

import { randomUUID } from "node:crypto";
import type { Accounts } from "../accounts.js";
import type { SymblClient } from "../api/client.js";
import { deadlineIn } from "../api/deadline.js";
import { InvalidInputsError } from "../api/errors.js";
import { rememberSecret } from "../api/redact.js";
import type { Waiting } from "../api/repeat.js";
import type { StartAnswer, StartRequest } from "../api/wire.js";
import { UNKNOWN_ID_PREFIX } from "../frozen.js";
import { type EngineLog, engineLog } from "../host/engine-log.js";
import { InitFailedError } from "../host/errors.js";
import { plainJson } from "../host/plain-json.js";
import { ownNamed } from "../lifecycle/own-named.js";
import { type PlacedSafely, placeSafely } from "../lifecycle/place.js";
import type { SessionOutputs } from "../outputs.js";
import { timeoutOf, urnOf } from "../saved-session.js";
import { parseArgs } from "../session/args.js";
import { canonicalise } from "../session/canonical.js";
import { dial } from "../session/dial.js";
import { toStartRequest } from "../session/start-request.js";
import { PROVIDER_VERSION } from "../version.js";
import { adopt } from "./adopt.js";
import { bookkeeping } from "./bookkeeping.js";
import { damagedAnswerReasons, unknownStartReasons } from "./reasons.js";
import { shownWhileSlow } from "./waiting.js";

type Properties = Record<string, unknown>;
type Created = { id: string; outs: Properties };

/** Places the call. A start that was rejected or never sent leaves nothing; one of unknown or damaged outcome is saved, and can be hung up. */
export async function create(accounts: Accounts, inputs: Properties): Promise<Created> {
  const parsed = parseArgs(inputs);
  if (!parsed.ok) throw new InvalidInputsError(parsed.problems);
  const { args } = parsed;
  const request = toStartRequest(args);
  for (const { dtmf } of [args.endpoint, request.endpoint]) if (dtmf !== undefined) rememberSecret(dtmf);

  const client = accounts.forDialling(args.account);
  const log = engineLog(urnOf(inputs));
  const idempotencyKey = randomUUID();
  const common = {
    endedAt: null,
    apiBaseUrl: client.baseUrl,
    accountFingerprint: client.fingerprint,
    providerVersion: PROVIDER_VERSION,
  };
  const live = (outputs: Pick<SessionOutputs, "idempotencyKey" | "startedAt"> & StartAnswer): Created => {
    const all: SessionOutputs = { ...common, ...outputs, status: "live" };
    return { id: outputs.connectionId, outs: plainJson({ ...inputs, ...all }) };
  };

  if (args.adopt !== undefined) {
    const [wanted, allowed] = [args.adopt, timeoutOf(inputs, "start")];
    const { call, startedAt } = await shownWhileSlow(
      { log, server: client.baseUrl, what: "say how the call is doing", allowed },
      async (waiting) => {
        const adopted = await adopt(client, wanted, allowed, waiting);
        const books = await bookkeeping(accounts, inputs, log, waiting);
        const { baseUrl: apiBaseUrl, fingerprint: accountFingerprint } = client;
        if (books !== undefined)
          await ownNamed(adopted.call, { session: books.session, apiBaseUrl, accountFingerprint }, books.settling);
        return adopted;
      },
    );
    return live({ ...call, startedAt: startedAt ?? now() });
  }
  const slow = { log, server: client.baseUrl, what: "place the call", allowed: timeoutOf(inputs, "start") };
  const placed = await shownWhileSlow(slow, (waiting) =>
    place(accounts, inputs, request, args.account, client, idempotencyKey, log, waiting),
  );
  if (placed.kind === "adopted") {
    const { record, call } = placed.adopted;
    await log.note(
      `Found the call of an earlier start that was cut short (${record.intendedAt}), live and as it is wanted: it is kept, and nothing was dialled.`,
    );
    return live({ ...call, startedAt: record.intendedAt, idempotencyKey: record.key });
  }
  const { dialled } = placed;
  switch (dialled.kind) {
    case "placed":
      return live({ ...dialled.call, startedAt: now(), idempotencyKey });
    case "damaged": {
      const outputs: SessionOutputs = { ...dialled.call, ...common, status: "live", startedAt: now(), idempotencyKey };
      throw new InitFailedError(
        dialled.call.connectionId,
        { ...inputs, ...outputs },
        damagedAnswerReasons(client.baseUrl, dialled.call.connectionId, missingIn(dialled.call)),
      );
    }
    case "unknown": {
      const outputs: SessionOutputs = { ...common, status: "unknown", startedAt: now(), idempotencyKey };
      throw new InitFailedError(
        `${UNKNOWN_ID_PREFIX}${idempotencyKey}`,
        { ...inputs, ...outputs },
        unknownStartReasons(dialled.why, client.baseUrl, idempotencyKey),
      );
    }
  }
}

async function place(
  accounts: Accounts,
  inputs: Properties,
  request: StartRequest,
  account: string | undefined,
  client: SymblClient,
  key: string,
  log: EngineLog,
  waiting: Waiting,
): Promise<PlacedSafely> {
  const allowed = timeoutOf(inputs, "start");
  const books = await bookkeeping(accounts, inputs, log, waiting);
  if (books === undefined) {
    return { kind: "dialled", dialled: await dial(client, request, key, deadlineIn(allowed), waiting) };
  }
  return placeSafely({ client, request, canonical: canonicalise(inputs), account, key, allowed, ...books });
}

const ANSWER_FIELDS = ["connectionId", "conversationId", "eventUrl", "resultWebSocketUrl"] as const;

/** Fields of the API's answer that are not known. */
export function missingIn(call: Partial<StartAnswer>): string[] {
  return ANSWER_FIELDS.filter((field) => call[field] === undefined);
}

function now(): string {
  return new Date().toISOString();
}

import type { Accounts } from "../accounts.js";
import { deadlineIn } from "../api/deadline.js";
import { IDENTITY_KEY, PROVIDER_KEY } from "../frozen.js";
import { engineLog } from "../host/engine-log.js";
import { InitFailedError } from "../host/errors.js";
import { plainJson } from "../host/plain-json.js";
import { confirm } from "../lifecycle/journal-setting.js";
import { type SavedSession, savedSession, timeoutOf } from "../saved-session.js";
import { INPUT_KEYS } from "../session/keys.js";
import { lookUpStart } from "../session/look-up.js";
import { missingIn } from "./create.js";
import { damagedAnswerReasons } from "./reasons.js";
import { shownWhileSlow } from "./waiting.js";

type Properties = Record<string, unknown>;

/**
 * Takes over what is this provider's own (timeouts, account, …); nothing is dialled or hung up. The engine also comes here for a session whose
 * creation failed half-way: what its answer lacked is asked for again.
 */
export async function update(
  accounts: Accounts,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<{ outs: Properties }> {
  await confirm(olds);
  const outs = { ...withoutInputs(olds), ...news };
  const saved = savedSession(outs);
  const missing = missingIn(outs);
  if (missing.length === 0) return { outs: plainJson(outs) };

  const found = await askAgain(accounts, saved, timeoutOf(outs, "start"));
  if (found !== undefined) return { outs: plainJson({ ...outs, ...found }) };
  throw new InitFailedError(
    id,
    outs,
    damagedAnswerReasons(saved.apiBaseUrl ?? "the server", saved.connectionId ?? "unknown", missing),
  );
}

async function askAgain(
  accounts: Accounts,
  saved: SavedSession,
  milliseconds: number,
): Promise<Properties | undefined> {
  if (saved.idempotencyKey === undefined) return undefined;
  const { idempotencyKey, apiBaseUrl: server } = saved;
  const slow = { log: engineLog(saved.urn), server, what: "say what its answer lacked", allowed: milliseconds };
  const found = await shownWhileSlow(slow, (waiting) =>
    lookUpStart(accounts.forSaved(saved), idempotencyKey, deadlineIn(milliseconds), waiting),
  );
  return found.kind === "placed" && found.placed.kind === "whole"
    ? { ...found.placed.call, status: "live" }
    : undefined;
}

/** An input that a program no longer gives must not live on in the outputs. */
function withoutInputs(olds: Properties): Properties {
  const inputs = new Set<string>([...INPUT_KEYS, PROVIDER_KEY, IDENTITY_KEY]);
  return Object.fromEntries(Object.entries(olds).filter(([key]) => !inputs.has(key)));
}

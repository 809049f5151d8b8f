import { exchangeError, unreadableAnswer } from "../api/answers.js";
import type { SymblClient } from "../api/client.js";
import { type Deadline, waitWithin } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import { repeatUntilFinal, type Waiting } from "../api/repeat.js";
import { readApiError } from "../api/small-answers.js";
import { START_NOT_FOUND } from "../api/wire.js";
import { type Placed, readPlaced } from "./placed.js";

/** What a server that knows idempotency keys says of a start whose answer is missing. */
export type LookedUp =
  | { kind: "placed"; placed: Exclude<Placed, { kind: "nameless" }> }
  /** It was not placed and never will be: the key is burnt. */
  | { kind: "never-placed" }
  /** The server does not know keys, cannot be reached, or speaks of something else. */
  | { kind: "untold"; why: SymblError };

/** A start that is still running is asked for again after this long. */
const POLL_MS = 250;

/** Asks for a start by its key, again and again while it runs. Never dials. */
export async function lookUpStart(
  client: SymblClient,
  idempotencyKey: string,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<LookedUp> {
  for (;;) {
    const once = await askOnce(client, idempotencyKey, deadline, waiting);
    if (once.kind !== "running") return once;
    waiting?.("the server is still placing the call", POLL_MS);
    if (!(await waitWithin(deadline, POLL_MS))) return { kind: "untold", why: once.why };
  }
}

/** A start that another run sent. */
export interface EarlierStart {
  idempotencyKey: string;
  /** Fingerprint of the account that sent it; `""` where unknown. */
  accountFingerprint: string;
  /** ISO 8601: when it was sent; `undefined` where unknown. */
  sentAt: string | undefined;
}

const HOUR_MS = 60 * 60 * 1_000;
/** Servers keep keys for a day; after that they take a start that placed a call for one that never was. The hour is for clocks that differ. */
const KEY_KEPT_MS = 23 * HOUR_MS;

/** As `lookUpStart`, for a start of an earlier run: keys are an account's own, so that another account does not know one proves nothing, and they do not last. */
export async function lookUpEarlierStart(
  client: SymblClient,
  { idempotencyKey, accountFingerprint, sentAt }: EarlierStart,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<LookedUp> {
  const found = await lookUpStart(client, idempotencyKey, deadline, waiting);
  if (found.kind !== "never-placed") return found;
  // Unknown, or ahead of this machine's clock: a time that a wrong clock gave says nothing.
  const age = sentAt === undefined ? Number.NaN : Date.now() - Date.parse(sentAt);
  if (!(age > -HOUR_MS && age < KEY_KEPT_MS)) {
    return {
      kind: "untold",
      why: new SymblError(
        "SYMBL_START_UNKNOWN",
        `${client.baseUrl} knows no such start, but it ${age >= KEY_KEPT_MS ? "is" : "may be"} so old that the server may have forgotten it`,
      ),
    };
  }
  if (accountFingerprint !== "" && accountFingerprint === client.fingerprint) return found;
  const named = (fingerprint: string): string => (fingerprint === "" ? "that its token does not name" : fingerprint);
  return {
    kind: "untold",
    why: new SymblError(
      "SYMBL_START_UNKNOWN",
      `${client.baseUrl} knows no such start of today's account (${named(client.fingerprint)}), but keys are an account's own, and it was sent by the account ` +
        `${named(accountFingerprint)}. Use the credentials that sent it`,
    ),
  };
}

async function askOnce(
  client: SymblClient,
  idempotencyKey: string,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<LookedUp | { kind: "running"; why: SymblError }> {
  const result = await repeatUntilFinal(() => client.lookUpStart(idempotencyKey, deadline), deadline, waiting);
  if (result.kind !== "answer") return { kind: "untold", why: exchangeError("look-up", client.baseUrl, result) };
  if (result.status === 202) {
    return {
      kind: "running",
      why: new SymblError("SYMBL_TIMEOUT", `${client.baseUrl} was still placing the call when the time was over`),
    };
  }
  if (result.status === 200) {
    const placed = readPlaced(result.text);
    if (placed.kind !== "nameless") return { kind: "placed", placed };
    return { kind: "untold", why: unreadableAnswer("look-up", client.baseUrl, result) };
  }
  if (result.status === 404 && readApiError(result.text)?.code === START_NOT_FOUND) {
    return { kind: "never-placed" };
  }
  return { kind: "untold", why: exchangeError("look-up", client.baseUrl, result) };
}

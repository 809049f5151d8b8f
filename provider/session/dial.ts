import { exchangeError, inFewWords, unreadableAnswer } from "../api/answers.js";
import type { SymblClient } from "../api/client.js";
import { atLeast, type Deadline, waitWithin } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { Exchange } from "../api/http.js";
import { isOverTime, type Waiting, waitAfter } from "../api/repeat.js";
import { afterStart, UNREACHABLE_ATTEMPTS } from "../api/retry.js";
import type { StartAnswer, StartRequest } from "../api/wire.js";
import { lookUpStart } from "./look-up.js";
import { readPlaced } from "./placed.js";

/** What became of a start. That no call was placed is a thrown `SymblError`. */
export type Dialled =
  | { kind: "placed"; call: StartAnswer }
  /** The call is live and can be hung up, but its answer lacks fields. */
  | { kind: "damaged"; call: Partial<StartAnswer> & { connectionId: string } }
  /** A call may be live; only the server knows. */
  | { kind: "unknown"; why: SymblError };

/** Even when the start used up its time, its outcome is worth asking for. */
const LOOK_UP_MS = 5_000;

/**
 * Places one call, at most once. Sent again is only what was provably not sent or provably rejected; after anything else the start is looked
 * up by its key. Throws when there is provably no call.
 */
export async function dial(
  client: SymblClient,
  request: StartRequest,
  idempotencyKey: string,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<Dialled> {
  let previous: Exchange | undefined;
  for (let attempt = 0; ; attempt++) {
    const result = await client.start(request, idempotencyKey, deadline);
    switch (afterStart(result)) {
      case "placed":
        return takeAnswer(client, idempotencyKey, result, deadline, waiting);
      case "unknown":
        return askForOutcome(client, idempotencyKey, exchangeError("start", client.baseUrl, result), deadline, waiting);
      case "rejected":
        throw exchangeError("start", client.baseUrl, isOverTime(result) ? (previous ?? result) : result);
      case "retry": {
        previous = result;
        const wait = waitAfter(result, attempt);
        const hopeless = result.kind === "not-sent" && attempt + 1 >= UNREACHABLE_ATTEMPTS;
        if (!hopeless && wait < deadline.remaining()) waiting?.(inFewWords(result), wait);
        if (hopeless || !(await waitWithin(deadline, wait))) throw exchangeError("start", client.baseUrl, result);
      }
    }
  }
}

async function takeAnswer(
  client: SymblClient,
  idempotencyKey: string,
  result: Exchange,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<Dialled> {
  if (result.kind !== "answer") throw new TypeError("only an answer can be taken");
  const placed = readPlaced(result.text);
  if (placed.kind === "whole") return { kind: "placed", call: placed.call };
  const why = unreadableAnswer("start", client.baseUrl, result);
  const asked = await askForOutcome(client, idempotencyKey, why, deadline, waiting);
  // What the damaged answer itself named is better than not knowing.
  return asked.kind === "unknown" && placed.kind === "damaged" ? placed : asked;
}

async function askForOutcome(
  client: SymblClient,
  idempotencyKey: string,
  why: SymblError,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<Dialled> {
  const found = await lookUpStart(client, idempotencyKey, atLeast(deadline, LOOK_UP_MS), waiting);
  switch (found.kind) {
    case "placed":
      return found.placed.kind === "whole"
        ? { kind: "placed", call: found.placed.call }
        : { kind: "damaged", call: found.placed.call };
    case "never-placed":
      throw new SymblError(
        "SYMBL_START_NOT_PLACED",
        `The call was not placed, as ${client.baseUrl} confirms. Run the command again to dial. What happened: ${why.message}`,
        { cause: why, ...(why.status === undefined ? {} : { status: why.status }) },
      );
    case "untold":
      return { kind: "unknown", why };
  }
}

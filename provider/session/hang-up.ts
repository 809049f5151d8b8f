import { exchangeError, isApiErrorBody } from "../api/answers.js";
import type { SymblClient } from "../api/client.js";
import { atLeast, type Deadline } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { Exchange } from "../api/http.js";
import { repeatUntilFinal, type Waiting } from "../api/repeat.js";
import { isTransient } from "../api/retry.js";

/** The call to end, as the state knows it. */
export interface CallToEnd {
  connectionId: string;
  conversationId: string | undefined;
  /** Fingerprint of the account that dialled; `""` where unknown. */
  accountFingerprint: string;
}

const ASK_MS = 5_000;

/** Ends a call, or makes sure that it has ended. Throws a `SymblError` when neither can be said: the call is not to be forgotten then. */
export async function hangUp(
  client: SymblClient,
  call: CallToEnd,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<void> {
  const result = await repeatUntilFinal(
    () => client.stop(call.connectionId, deadline),
    deadline,
    waiting,
    (last) => isDone(last) || !isTransient(last),
  );
  if (isDone(result)) return;
  if (result.kind !== "answer" || result.status !== 404) throw exchangeError("stop", client.baseUrl, result);
  if (isApiErrorBody(result.text) && call.accountFingerprint !== "" && call.accountFingerprint === client.fingerprint) {
    return;
  }
  // A 404 of another account, or of a proxy, says nothing of the call; its conversation may.
  const observed =
    call.conversationId === undefined
      ? undefined
      : await (await import("./observe.js")).observe(client, call.conversationId, atLeast(deadline, ASK_MS), waiting);
  if (observed?.status === "ended") return;
  throw new SymblError(
    "SYMBL_HANG_UP_UNCONFIRMED",
    `The call could not be hung up: ${client.baseUrl} does not know connection ${call.connectionId}, and nothing shows that the call has ended, ` +
      `so the resource is kept. ${accounts(call.accountFingerprint, client.fingerprint)} Use the credentials and the base URL that placed the call. ` +
      "Once you have made sure that it is over, pulumi state delete lets go of it",
    { status: 404, ...(observed?.status === "unknown" ? { cause: observed.why } : {}) },
  );
}

/** Any 2xx, a body or none: SDKs expect 200 and 201 both. A body that broke off does not matter. */
function isDone(result: Exchange): boolean {
  return result.kind === "answer" && result.status >= 200 && result.status < 300;
}

function accounts(dialled: string, today: string): string {
  const named = (fingerprint: string): string =>
    fingerprint === "" ? "an account that its token does not name" : `account ${fingerprint}`;
  return dialled === today && dialled !== ""
    ? `Both the call and today's credentials are of account ${today}, but the answer was not the API's own.`
    : `It was placed by ${named(dialled)}; today's credentials are of ${named(today)}.`;
}

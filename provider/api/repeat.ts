import { inFewWords } from "./answers.js";
import { type Deadline, waitWithin } from "./deadline.js";
import type { Exchange } from "./http.js";
import { backoff, isTransient, retryAfter } from "./retry.js";

/** Told whenever an operation has to wait before it goes on: why, and for how many milliseconds. */
export type Waiting = (why: string, milliseconds: number) => void;

/**
 * Sends an idempotent request until what came of it is final, or the time is over; then the last exchange is the outcome.
 * Final is what `isTransient` does not call transient, unless told otherwise.
 */
export async function repeatUntilFinal(
  send: () => Promise<Exchange>,
  deadline: Deadline,
  waiting?: Waiting,
  isFinal: (result: Exchange) => boolean = (result) => !isTransient(result),
): Promise<Exchange> {
  let previous: Exchange | undefined;
  for (let attempt = 0; ; attempt++) {
    const result = await send();
    if (isOverTime(result)) return previous ?? result;
    if (isFinal(result)) return result;
    previous = result;
    const wait = waitAfter(result, attempt);
    if (wait < deadline.remaining()) waiting?.(inFewWords(result), wait);
    if (!(await waitWithin(deadline, wait))) return result;
  }
}

/** Whether the time was over during the exchange: that says less than why the time before was not enough. */
export function isOverTime(result: Exchange): boolean {
  return result.kind !== "answer" && result.timedOut;
}

/** Milliseconds to wait after an exchange: what the server asked for, else backoff. */
export function waitAfter(result: Exchange, attempt: number): number {
  const asked = result.kind === "answer" ? retryAfter(result.retryAfter, Date.now()) : undefined;
  return Math.max(asked ?? 0, backoff(attempt, Math.random()));
}

/** Until when an operation may go on, on a clock that nobody sets back. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds left; 0 when over. */
  remaining(): number;
  /** How long was allowed in all, in milliseconds. */
  readonly allowed: number;
}

/** A deadline `milliseconds` from now. */
export function deadlineIn(milliseconds: number): Deadline {
  const end = performance.now() + milliseconds;
  return {
    allowed: milliseconds,
    signal: AbortSignal.timeout(Math.ceil(milliseconds)),
    remaining: () => Math.max(0, end - performance.now()),
  };
}

/** The same deadline, or one `milliseconds` from now when less than that is left of it. */
export function atLeast(deadline: Deadline, milliseconds: number): Deadline {
  return deadline.remaining() >= milliseconds ? deadline : deadlineIn(milliseconds);
}

/** Resolves after `milliseconds`; rejects never. `false` when that would outlast the deadline: nothing was waited then. */
export async function waitWithin(deadline: Deadline, milliseconds: number): Promise<boolean> {
  if (milliseconds >= deadline.remaining()) return false;
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return true;
}

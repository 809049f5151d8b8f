/** Until when an operation may go on, on a clock that nobody sets back. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Aborts when nothing more is to be begun: what is not sent yet stays unsent, what was sent may still be answered. */
  readonly quit?: AbortSignal;
  /** Milliseconds left; 0 when over. */
  remaining(): number;
  /** How long was allowed in all, in milliseconds. */
  readonly allowed: number;
}

/** A deadline `milliseconds` from now. With `quit` nothing more is begun once that aborts. */
export function deadlineIn(milliseconds: number, quit?: AbortSignal): Deadline {
  const end = performance.now() + milliseconds;
  return {
    allowed: milliseconds,
    ...(quit === undefined ? {} : { quit }),
    signal: AbortSignal.timeout(Math.ceil(milliseconds)),
    remaining: () => Math.max(0, end - performance.now()),
  };
}

/** The same deadline, or one `milliseconds` from now when less than that is left of it. */
export function atLeast(deadline: Deadline, milliseconds: number): Deadline {
  return deadline.remaining() >= milliseconds ? deadline : deadlineIn(milliseconds, deadline.quit);
}

/** Waits `milliseconds`. `false`, at once, when that would outlast the deadline or nothing more is to be begun. */
export async function waitWithin(deadline: Deadline, milliseconds: number): Promise<boolean> {
  if (milliseconds >= deadline.remaining() || hasQuit(deadline)) return false;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      deadline.quit?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    deadline.quit?.addEventListener("abort", done);
  });
  return !hasQuit(deadline);
}

function hasQuit(deadline: Deadline): boolean {
  return deadline.quit?.aborted === true;
}

/**
 * Pulumi notes the stack of four promises for each property of a resource, in case one is never settled. With source maps that takes some ten milliseconds a
 * session: most of what a program of many sessions does. The notes are shown only to those who set `PULUMI_DEBUG_PROMISE_LEAKS`. The source position that Pulumi
 * keeps in the state is not a matter of this: it is taken with a limit of its own.
 */
export function withoutPromiseStacks(): { restore(): void } {
  const limit = Error.stackTraceLimit;
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
  return {
    restore: () => {
      Error.stackTraceLimit = limit;
    },
  };
}

import { dirname } from "node:path";

/**
 * What Pulumi notes of the stack while a session registers, kept to what is of use. With source maps each frame costs time, and what the state holds of them is
 * written with each of the engine's snapshots:
 *
 * - Pulumi notes the stack of four promises for each property of a resource, in case one is never settled: some ten milliseconds a session. The notes are shown
 *   only to those who set `PULUMI_DEBUG_PROMISE_LEAKS`.
 * - The state keeps where the program declared the session, with all frames below, which are those of whatever loaded the program. Only the program's are kept.
 */
export function withShortStacks(): { restore(): void } {
  const { stackTraceLimit, prepareStackTrace } = Error;
  // The position for the state is taken with a limit of its own.
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
  // Node.js's own way of writing stacks cannot be called from here; Pulumi installs another.
  if (prepareStackTrace !== undefined)
    Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, upToProgram(frames));
  return {
    restore: () => {
      Error.stackTraceLimit = stackTraceLimit;
      Error.prepareStackTrace = prepareStackTrace;
    },
  };
}

const OWN_DIRECTORY = dirname(__filename);

/** Without the frames that called the program. All of them where none is the program's. */
function upToProgram(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const last = frames.findLastIndex((frame) => isProgram(frame.getFileName() ?? ""));
  return last === -1 ? frames : frames.slice(0, last + 1);
}

function isProgram(file: string): boolean {
  return (
    file !== "" && !file.startsWith("node:") && !/[\\/]node_modules[\\/]/.test(file) && !file.includes(OWN_DIRECTORY)
  );
}

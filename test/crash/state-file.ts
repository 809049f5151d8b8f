import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { StackWorkspace, StateResource } from "../support/engine.js";

/** Where the engine writes the state of the stack after each step. */
export function stateFolder({ directory }: StackWorkspace): string {
  return join(directory, "state", ".pulumi", "stacks", "crash");
}

/**
 * Ids of the sessions that the state holds at this instant; those that only wait for their replacement do not count. `undefined` when it cannot be read just
 * now.
 */
export function sessionsInState(stack: StackWorkspace): string[] | undefined {
  let file: { checkpoint?: { latest?: { resources?: (StateResource & { pendingReplacement?: boolean })[] } } };
  try {
    file = JSON.parse(readFileSync(join(stateFolder(stack), `${stack.stackName}.json`), "utf8"));
  } catch {
    return undefined;
  }
  return (file.checkpoint?.latest?.resources ?? [])
    .filter(({ type, pendingReplacement }) => type.endsWith("symbl:TelephonySession") && pendingReplacement !== true)
    .map(({ id = "" }) => id);
}

/**
 * Removes the half-written files that an engine leaves when it dies while it writes the state: with one of them the `file://` backend loads the state no
 * more. That is the engine's own, and what a person would have to do about it.
 */
export function mendState(stack: StackWorkspace): void {
  const folder = stateFolder(stack);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith(".attrs") && statSync(path).size === 0) rmSync(path);
  }
}

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
 * Removes the empty `.attrs` files that an engine leaves when it dies in the middle of writing the state, and tells which: with one of them a `file://` backend says
 * "failed to load checkpoint: EOF". Such a file holds a content type and a checksum, and is written in place; the state beside it is written whole
 * or not at all, and stays as it is. That is the engine's own, and what a person would have to do about it; no promise of ours rests on it.
 */
export function mendState(stack: StackWorkspace): string[] {
  const folder = stateFolder(stack);
  const broken = readdirSync(folder).filter(
    (name) => name.endsWith(".attrs") && statSync(join(folder, name)).size === 0,
  );
  for (const name of broken) rmSync(join(folder, name));
  return broken;
}

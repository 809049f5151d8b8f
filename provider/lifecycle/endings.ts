import { type Endings, endingsIn } from "../journal/endings.js";
import { isKey } from "../journal/journal.js";
import { journalOf } from "./journal-setting.js";
import { isQuitting } from "./quit.js";

/**
 * Calls that are being hung up while a state may have them. Nothing here can fail a hang-up: without its note a call that was ended just before a crash is
 * called live until the next refresh, no more.
 */

/** This process's own, and whether they succeeded. */
const own = new Map<string, "begun" | "succeeded">();

/** Before a call is ended that the state has. The engine hears of it, unless it or this process dies. */
export async function endingBegins(properties: Readonly<Record<string, unknown>>): Promise<void> {
  const key = keyOf(properties);
  if (key === undefined) return;
  own.set(key, "begun");
  await noteEnding(key);
}

/** The call is over, and the engine is about to be told, unless it has given up waiting. */
export function endingSucceeded(properties: Readonly<Record<string, unknown>>): void {
  const key = keyOf(properties);
  if (key !== undefined && !isQuitting()) own.set(key, "succeeded");
}

/** Before a call is ended of which the engine will not hear. */
export async function noteEnding(key: string): Promise<void> {
  await endings()
    ?.note(key)
    .catch(() => undefined);
}

/** Whether a run began to end this call, and may have been cut short. */
export async function wasEndingBegun(properties: Readonly<Record<string, unknown>>): Promise<boolean> {
  const key = keyOf(properties);
  return key !== undefined && !own.has(key) && ((await endings()?.has(key)) ?? false);
}

/** The call lives on. */
export async function endingFailed(properties: Readonly<Record<string, unknown>>): Promise<void> {
  const key = keyOf(properties);
  if (key === undefined) return;
  await endings()
    ?.forget(key)
    .catch(() => undefined);
}

/**
 * The engine ends its run, so it knows of the calls that were ended for it. One that it gave up waiting for, or whose hang-up failed, may have ended all the
 * same: its note stays.
 */
export async function endingsAreKnown(): Promise<void> {
  const notes = endings();
  const known = [...own].flatMap(([key, state]) => (state === "succeeded" ? [key] : []));
  await Promise.all(known.map((key) => notes?.forget(key).catch(() => undefined)));
  await notes?.forgetOld().catch(() => undefined);
}

function endings(): Endings | undefined {
  const journal = journalOf(process.env);
  return journal === undefined ? undefined : endingsIn(journal.directory);
}

/** Keys come from states, and become file names. */
function keyOf({ idempotencyKey, connectionId }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof connectionId !== "string" || connectionId === "" || typeof idempotencyKey !== "string") return undefined;
  return isKey(idempotencyKey) ? idempotencyKey : undefined;
}

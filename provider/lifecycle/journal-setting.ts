import { IDENTITY_KEY } from "../frozen.js";
import { journalDirectory } from "../journal/directory.js";
import { type Journal, openJournal } from "../journal/journal.js";
import type { SessionIdentity } from "../journal/record.js";
import type { Environment } from "../settings.js";

let opened: Journal | undefined;

/** The journal of this user, or `undefined` where `SYMBL_JOURNAL=off` gives its promise up. */
export function journalOf(env: Environment): Journal | undefined {
  if (env.SYMBL_JOURNAL === "off") return undefined;
  const directory = journalDirectory(env);
  // One for all of a process's operations: it remembers what it has read.
  if (opened?.directory !== directory) opened = openJournal(directory);
  return opened;
}

/** Whose call a resource's properties describe; `undefined` where they do not say. */
export function identityOf(properties: Readonly<Record<string, unknown>>): SessionIdentity | undefined {
  const identity = properties[IDENTITY_KEY];
  if (typeof identity !== "object" || identity === null) return undefined;
  if (!("urn" in identity) || !("organization" in identity) || !("backend" in identity)) return undefined;
  const { urn, organization, backend } = identity;
  if (typeof urn !== "string" || typeof organization !== "string" || typeof backend !== "string" || urn === "")
    return undefined;
  return { urn, organization, backend };
}

let stack: SessionIdentity | undefined;

/** The stack that this host works for, as the resources that it was given say. */
export function stackSeen(): SessionIdentity | undefined {
  return stack;
}

/** Takes note of whose resource a call of the engine is about. */
export function see(properties: Readonly<Record<string, unknown>>): void {
  stack ??= identityOf(properties);
}

const confirmed = new Set<string>();

/** The engine gave a call back to us, so the state has it. Costs a rename, once a process, and nothing when there is no record. */
export async function confirm(properties: Readonly<Record<string, unknown>>): Promise<void> {
  const { idempotencyKey, connectionId } = properties;
  if (typeof idempotencyKey !== "string" || typeof connectionId !== "string" || connectionId === "") return;
  if (confirmed.has(idempotencyKey)) return;
  confirmed.add(idempotencyKey);
  await journalOf(process.env)
    ?.mark(idempotencyKey, "confirmed")
    .catch(() => undefined);
}

/** The start of these properties is settled: no call, or no more. */
export async function settled(properties: Readonly<Record<string, unknown>>): Promise<void> {
  const { idempotencyKey } = properties;
  if (typeof idempotencyKey !== "string") return;
  await journalOf(process.env)
    ?.forget(idempotencyKey)
    .catch(() => undefined);
}

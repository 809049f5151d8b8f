import { parseJson } from "../api/json.js";
import * as z from "../zod.js";
import type { ProcessIdentity } from "./process-identity.js";
import type { IntentRecord } from "./record.js";

/** What stands in the journal's files, checked as it is read: a disk may have failed, or somebody may have edited it. */

/** A process, as it stands on disk. */
const processSchema = z.object({
  pid: z.number(),
  startedAt: z.string(),
  bootId: z.string(),
  host: z.string(),
});

/**
 * One intent to place a call, as it stands on disk: whose it is, what was asked for (as a keyed hash: a bare one of a passcode can be guessed), where
 * it was sent, which process sent it, and what was answered. No credentials and no keys to press.
 */
export const recordSchema = z.object({
  /** Version of this form. */
  version: z.literal(1),
  /** The intent's UUID; the start's `Idempotency-Key` too. */
  key: z.uuid(),
  session: z.object({ urn: z.string(), organization: z.string(), backend: z.string() }),
  inputs: z.object({ hmac: z.string(), canonicalVersion: z.number() }),
  apiBaseUrl: z.string(),
  accountFingerprint: z.string(),
  /** Name of the account, when the stack has several. */
  account: z.string().optional(),
  process: processSchema,
  intendedAt: z.string(),
  /** Missing while no answer is known. */
  call: z
    .object({
      connectionId: z.string(),
      conversationId: z.string().optional(),
      eventUrl: z.string().optional(),
      resultWebSocketUrl: z.string().optional(),
    })
    .optional(),
});

const lockSchema = z.object({ process: processSchema, at: z.string() });

const newsSchema = recordSchema.pick({ call: true, process: true }).partial();

/** A record's file; `undefined` when its intent cannot be read. */
export function readRecord(text: string): IntentRecord | undefined {
  const [intent = "", ...lines] = text.split("\n");
  const record = recordSchema.safeParse(parseJson(intent)).data;
  if (record === undefined) return undefined;
  for (const line of lines) {
    const { call, process } = newsSchema.safeParse(parseJson(line)).data ?? {};
    if (call !== undefined) record.call = call;
    if (process !== undefined) record.process = process;
  }
  return record;
}

/** Who holds a session's lock. */
export interface LockHolder {
  process: ProcessIdentity;
  /** ISO 8601. */
  at: string;
}

export function readLockHolder(text: string): LockHolder | undefined {
  const parsed = lockSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

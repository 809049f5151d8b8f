import * as z from "zod";
import { parseJson } from "../api/json.js";

/** A process, as it stands on disk. */
export const processSchema = z.object({
  pid: z.number(),
  startedAt: z.string(),
  bootId: z.string(),
  host: z.string(),
});

/**
 * One intent to place a call, as it stands on disk: whose it is, what was asked for (as a keyed hash: a bare one of a passcode can be guessed), where
 * it was sent, which process sent it, and what was answered. No credentials and no keys to press.
 */
const recordSchema = z.object({
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

export type IntentRecord = z.output<typeof recordSchema>;
/** Whose call it is. */
export type SessionIdentity = IntentRecord["session"];
export type JournalledCall = NonNullable<IntentRecord["call"]>;

/**
 * What is known of the engine's part. `open`: it may never have got the result. `taken`: it was seen alive after it was given the result, so the state
 * very probably has the call. `confirmed`: it gave the call back to us, or ended its run in the normal way.
 */
export type RecordState = "open" | "taken" | "confirmed";

/** What a file of the journal holds. `torn` is a file that cannot be read as a record: a disk failed, or somebody edited it. */
export type JournalEntry = { kind: "record"; record: IntentRecord; state: RecordState } | { kind: "torn"; key: string };

export function readRecord(text: string): IntentRecord | undefined {
  const parsed = recordSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

/** Whether two records, or a record and a session, are of one session. */
export function isSameSession(one: SessionIdentity, other: SessionIdentity): boolean {
  return one.urn === other.urn && isSameStack(one, other);
}

/** Whether both belong to one stack of one backend: a URN begins with the stack and the project. */
export function isSameStack(one: SessionIdentity, other: SessionIdentity): boolean {
  return (
    one.organization === other.organization && one.backend === other.backend && stackOf(one.urn) === stackOf(other.urn)
  );
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>`. Source: Pulumi, "URNs". */
function stackOf(urn: string): string {
  return urn.split("::").slice(0, 2).join("::");
}

import type * as z from "../zod.js";
import type { recordSchema } from "./stored.js";

/** Intents to place a call: what they are, and what is known of them. How they stand on disk is `stored.ts`. */

export type IntentRecord = z.output<typeof recordSchema>;
/** What is learnt after the intent was written down. */
export type RecordNews = Partial<Pick<IntentRecord, "call" | "process">>;
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

/**
 * A record's file: the intent in its first line, and each piece of news in one of its own. News is added at the end, and never half replaces what is known: a
 * line that cannot be read says nothing.
 */
export function recordText(record: IntentRecord): string {
  return JSON.stringify(record);
}

/** What is added to a record's file. It begins with the line's end, since the line before may have been cut short. */
export function newsText(news: RecordNews): string {
  return `\n${JSON.stringify(news)}`;
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

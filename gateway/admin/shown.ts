import { z } from "zod";
import type { CallTimes } from "../calls/call.js";
import type { DtmfProgress } from "../calls/live-call.js";
import type { LiveCalls } from "../calls/live-calls.js";
import type { QueuedMail } from "../mail/mail.js";
import type { ListedCall } from "../store/call-list.js";
import type { Connection } from "../store/store.js";

/** What `/_gateway` shows of what is kept. Pure. */

const time = z.iso.datetime();

export const shownConnectionSchema = z
  .object({
    connectionId: z.string(),
    conversationId: z.string(),
    appId: z.string(),
    state: z.enum(["dialing", "ringing", "answered", "ended"]),
    endpoint: z.record(z.string(), z.unknown()).readonly().describe("As it was sent; DTMF and credentials are masked."),
    times: z
      .record(z.string(), time)
      .describe("When each state was reached; dtmfSent is when the last key had been pressed."),
    dtmf: z
      .object({ pressed: z.int(), of: z.int() })
      .nullable()
      .describe("How many keys have been pressed, of calls that this process has up alone."),
    cause: z.string().nullable().describe("Why the call is over."),
    warnings: z
      .array(z.string())
      .readonly()
      .describe("What a person should know of the call, such as that its far end takes no keys."),
    idempotencyKey: z.string().nullable(),
  })
  .meta({ id: "ShownConnection" });

export const shownMailSchema = z
  .object({
    mailId: z.string(),
    appId: z.string(),
    conversationId: z.string(),
    to: z.array(z.string()).readonly(),
    subject: z.string(),
    text: z.string(),
    attempts: z.int(),
    queuedAt: time.nullable(),
    dueAt: time.nullable().describe("When it is tried next; null when it is sent, given up, or only kept."),
    sentAt: time.nullable(),
    failure: z.string().nullable().describe("Why the latest attempt failed."),
  })
  .meta({ id: "ShownMail" });

export const listedCallSchema = shownConnectionSchema
  .extend({
    name: z.string().describe("Name of the meeting."),
  })
  .meta({ id: "ListedCall" });

export type ShownCall = z.output<typeof listedCallSchema>;

/** What those who watch the gateway are told. */
export type ConsoleEvent =
  /** How all is now: the latest live and ended calls, the latest first. */
  | { readonly type: "snapshot"; readonly now: string; readonly live: ShownCall[]; readonly ended: ShownCall[] }
  /** A call that is new, or in a new state. */
  | { readonly type: "call"; readonly call: ShownCall }
  /** A key was pressed. */
  | { readonly type: "dtmf"; readonly connectionId: string; readonly dtmf: DtmfProgress }
  /** A result as the WebSockets of the connection get it. */
  | { readonly type: "result"; readonly connectionId: string; readonly message: object };

export type ShownConnection = z.output<typeof shownConnectionSchema>;
export type ShownMail = z.output<typeof shownMailSchema>;

export function showConnection(connection: Connection, calls: Pick<LiveCalls, "dtmfProgress">): ShownConnection {
  return {
    connectionId: connection.connectionId,
    conversationId: connection.conversationId,
    appId: connection.appId,
    state: connection.call.state,
    endpoint: connection.endpoint,
    times: showTimes(connection.call.times),
    cause: connection.call.cause,
    warnings: connection.call.warnings,
    dtmf: calls.dtmfProgress(connection.connectionId) ?? null,
    idempotencyKey: connection.idempotencyKey,
  };
}

export function showListedCall({ connection, name }: ListedCall, calls: Pick<LiveCalls, "dtmfProgress">): ShownCall {
  return { ...showConnection(connection, calls), name };
}

export function showMail({ queuedAt, dueAt, sentAt, failure, ...mail }: QueuedMail): ShownMail {
  const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return { ...mail, queuedAt: iso(queuedAt), dueAt: iso(dueAt), sentAt: iso(sentAt), failure: failure ?? null };
}

function showTimes(times: CallTimes): Record<string, string> {
  return Object.fromEntries(Object.entries(times).map(([state, at]) => [state, new Date(at).toISOString()]));
}

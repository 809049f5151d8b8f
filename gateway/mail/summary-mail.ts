import { DateTime, Duration } from "luxon";
import type { Connection, Conversation } from "../store/store.js";
import type { Mail } from "./mail.js";

/** What `sendSummaryEmail` writes. Pure. */

export interface SummaryMailOptions {
  readonly connection: Connection;
  readonly conversation: Conversation;
  readonly invokeOn: "start" | "stop";
  /** Which of the session's actions it is. */
  readonly action: number;
  readonly to: readonly string[];
  /** Where the conversation is to be seen. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function summaryMail(options: SummaryMailOptions): Mail {
  const { connection, conversation, invokeOn, action, to, url, now } = options;
  const name = oneLine(conversation.name);
  return {
    mailId: `${connection.connectionId}.${invokeOn}.${action}`,
    appId: connection.appId,
    conversationId: conversation.conversationId,
    to,
    subject: invokeOn === "start" ? `${name} has started` : `Summary of ${name}`,
    text: [
      `Meeting: ${name}`,
      `Started: ${startTime(connection, conversation)}`,
      ...(invokeOn === "start" ? [] : [`Duration: ${duration(connection)}`, ...afterwards(conversation)]),
      "",
      url,
      "",
    ].join("\n"),
    queuedAt: now,
  };
}

function afterwards({ members }: Conversation): readonly string[] {
  const named = members.map(({ name, email }) => (name === email ? email : `${oneLine(name)} <${email}>`));
  return [
    `Members: ${named.length === 0 ? "nobody was named" : named.join(", ")}`,
    "Summary: there is no transcript of this call.",
  ];
}

/** In the session's time zone. */
function startTime({ details }: Connection, conversation: Conversation): string {
  const zone = details.timezone ?? details.data?.session?.location?.timeZone?.name ?? "UTC";
  const at = DateTime.fromMillis(conversation.startTime, { zone, locale: "en" });
  return `${at.toFormat("cccc, d LLLL yyyy 'at' HH:mm:ss")} (${zone})`;
}

/** From the answer, if there was one, to the end. */
function duration({ call: { times } }: Connection): string {
  const milliseconds = (times.ended ?? times.dialing) - (times.answered ?? times.dialing);
  return Duration.fromMillis(Math.max(0, milliseconds))
    .toFormat("h 'h' m 'min' s 's'")
    .replace(/^0 h (0 min )?/, "");
}

/** People name meetings; a line of a mail must stay one. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

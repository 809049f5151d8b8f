import type { Minutes } from "../conversation/minutes.js";
import type { Connection, Conversation } from "../store/store.js";
import { callDuration, fullTime, zoneOf } from "../summary/times.js";
import type { Mail } from "./mail.js";

/** What `sendSummaryEmail` writes. Pure. */

export interface SummaryMailOptions {
  readonly connection: Connection;
  readonly conversation: Conversation;
  /** What was said, once the call is over; `undefined` when it starts. */
  readonly minutes: Minutes | undefined;
  /** Which of the session's actions it is. */
  readonly action: number;
  readonly to: readonly string[];
  /** The summary page. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function summaryMail(options: SummaryMailOptions): Mail {
  const { connection, conversation, minutes, action, to, url, now } = options;
  const name = oneLine(conversation.name);
  return {
    mailId: `${connection.connectionId}.${minutes === undefined ? "start" : "stop"}.${action}`,
    appId: connection.appId,
    conversationId: conversation.conversationId,
    to,
    subject: minutes === undefined ? `${name} has started` : `Summary of ${name}`,
    text: [
      `Meeting: ${name}`,
      `Started: ${fullTime(conversation.startTime, zoneOf(connection))}`,
      ...(minutes === undefined ? [] : [`Duration: ${callDuration(connection, now)}`, ...afterwards(minutes)]),
      "",
      url,
      "",
    ].join("\n"),
    queuedAt: now,
  };
}

function afterwards(minutes: Minutes): readonly string[] {
  const { members } = minutes.conversation;
  const named = members.map(({ name, email }) =>
    email === "" || name === email ? oneLine(name) : `${oneLine(name)} <${oneLine(email)}>`,
  );
  return [`Members: ${named.length === 0 ? "nobody was named" : named.join(", ")}`, ...whatWasSaid(minutes)];
}

function whatWasSaid({ messages, summary, insights }: Minutes): readonly string[] {
  if (messages.length === 0) return ["Summary: nothing was said on this call."];
  const tasks = insights.filter(({ type }) => type !== "question");
  const by = (who: { readonly name: string } | undefined) => (who === undefined ? "" : `${oneLine(who.name)}: `);
  return [
    "",
    ...section(
      "Summary, in sentences of the transcript:",
      summary.map(({ text, message }) => by(message.speaker) + oneLine(text)),
      "No sentence stands out; the transcript is on the page below.",
    ),
    ...(tasks.length === 0
      ? []
      : [
          "",
          ...section(
            "To be done:",
            tasks.map(({ text, assignee }) => by(assignee) + oneLine(text)),
            "",
          ),
        ]),
  ];
}

function section(title: string, items: readonly string[], none: string): readonly string[] {
  return items.length === 0 ? [none] : [title, ...items.map((item) => `- ${item}`)];
}

/** People name meetings, and say things; a line of a mail must stay one. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

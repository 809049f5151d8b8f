import type { Connection, Conversation } from "../store/store.js";
import type { SessionContext } from "./context.js";

/** Queues what the session wants sent on its start or stop; each mail once, however often it is asked for. */
export async function runActions(
  context: SessionContext,
  invokeOn: "start" | "stop",
  connection: Connection,
  conversation: Conversation,
): Promise<void> {
  const actions = (connection.details.actions ?? []).map((action, number) => ({ action, number }));
  const due = actions.filter(({ action }) => action.invokeOn === invokeOn);
  if (due.length === 0) return;
  // Time zones are loaded by those who write mails alone.
  const { summaryMail } = await import("../mail/summary-mail.js");
  for (const { action, number } of due) {
    const mail = summaryMail({
      connection,
      conversation,
      invokeOn,
      action: number,
      to: action.parameters.emails,
      url: conversationUrl(connection),
      now: context.clock(),
    });
    await context.store.queueMail(mail, context.mail === undefined ? undefined : mail.queuedAt);
  }
  context.mail?.kick();
}

/** This version has no summary page; the conversation is what there is to see. */
export function conversationUrl({ answer, conversationId }: Connection): string {
  return new URL(`/v1/conversations/${conversationId}`, answer.eventUrl).href;
}

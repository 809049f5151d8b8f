import type { Connection, Conversation } from "../store/store.js";
import type { SessionContext } from "./context.js";
import { readMinutes } from "./minutes.js";
import { summaryUrl } from "./summary-link.js";

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
  const minutes = invokeOn === "stop" ? await readMinutes(context, conversation) : undefined;
  for (const { action, number } of due) {
    const mail = summaryMail({
      connection,
      conversation,
      minutes,
      action: number,
      to: action.parameters.emails,
      url: summaryUrlOf(context, connection),
      now: context.clock(),
    });
    await context.store.queueMail(mail, context.mail === undefined ? undefined : mail.queuedAt);
  }
  context.mail?.kick();
}

/** Where the summary page of a session is, for good: on the gateway as whoever started the session found it. */
export function summaryUrlOf(
  { hashKey }: Pick<SessionContext, "hashKey">,
  { answer, conversationId }: Connection,
): string {
  return summaryUrl(answer.eventUrl.replace(/\/v1\/event\/[^/]*$/, ""), hashKey, conversationId);
}

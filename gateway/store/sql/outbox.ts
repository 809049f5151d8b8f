import { sql } from "kysely";
import { MAILS_SHOWN, type Mail, type QueuedMail } from "../../mail/mail.js";
import type { Database, MailRow } from "./schema.js";

/** Mails in the database. That each goes out once is the table's primary key; that one process at a time tries it, `skip locked`. */

/** Not when the conversation has been forgotten meanwhile, and its mails with it. */
export async function queueMail(database: Database, mail: Mail, dueAt: number | undefined): Promise<void> {
  await sql`
    insert into outbox (mail_id, app_id, conversation_id, recipients, subject, text, queued_at, attempts, due_at)
    select ${mail.mailId}::text, ${mail.appId}::text, conversation_id, ${JSON.stringify(mail.to)}::json, ${mail.subject}::text,
      ${mail.text}::text, ${new Date(mail.queuedAt)}::timestamptz, 0, ${dueAt === undefined ? null : new Date(dueAt)}::timestamptz
    from conversations where conversation_id = ${mail.conversationId} for key share
    on conflict (mail_id) do nothing
  `.execute(database);
}

export async function claimMail(database: Database, now: number, until: number): Promise<QueuedMail | undefined> {
  const row = await database
    .updateTable("outbox")
    .set((expression) => ({ due_at: new Date(until), attempts: expression("attempts", "+", 1) }))
    .where("mail_id", "=", (expression) =>
      expression
        .selectFrom("outbox")
        .select("mail_id")
        .where("due_at", "<=", new Date(now))
        .orderBy("due_at")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : fromMailRow(row);
}

export async function mailSent(database: Database, mailId: string, at: number): Promise<void> {
  await database
    .updateTable("outbox")
    .set({ sent_at: new Date(at), due_at: null, failure: null })
    .where("mail_id", "=", mailId)
    .execute();
}

export async function mailFailed(
  database: Database,
  mailId: string,
  failure: string,
  dueAt: number | undefined,
): Promise<void> {
  await database
    .updateTable("outbox")
    .set({ failure, due_at: dueAt === undefined ? null : new Date(dueAt) })
    .where("mail_id", "=", mailId)
    .execute();
}

export async function mails(database: Database, conversationId: string | undefined): Promise<readonly QueuedMail[]> {
  let wanted = database.selectFrom("outbox").selectAll();
  if (conversationId !== undefined) wanted = wanted.where("conversation_id", "=", conversationId);
  const rows = await wanted.orderBy("position", "desc").limit(MAILS_SHOWN).execute();
  return rows.reverse().map(fromMailRow);
}

function fromMailRow(row: MailRow): QueuedMail {
  return {
    mailId: row.mail_id,
    appId: row.app_id,
    conversationId: row.conversation_id,
    to: row.recipients,
    subject: row.subject,
    text: row.text,
    queuedAt: row.queued_at.getTime(),
    attempts: row.attempts,
    ...(row.due_at === null ? {} : { dueAt: row.due_at.getTime() }),
    ...(row.sent_at === null ? {} : { sentAt: row.sent_at.getTime() }),
    ...(row.failure === null ? {} : { failure: row.failure }),
  };
}

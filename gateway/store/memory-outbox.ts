import { MAILS_SHOWN, type Mail, type QueuedMail } from "../mail/mail.js";

/** Mails in this process. */
export class MemoryOutbox {
  readonly #mails = new Map<string, QueuedMail>();

  queue(mail: Mail, dueAt: number | undefined): void {
    if (this.#mails.has(mail.mailId)) return;
    this.#mails.set(mail.mailId, { ...mail, attempts: 0, ...(dueAt === undefined ? {} : { dueAt }) });
  }

  claim(now: number, until: number): QueuedMail | undefined {
    const due = [...this.#mails.values()]
      .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
      .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    const [next] = due;
    if (next === undefined) return undefined;
    const claimed = { ...next, attempts: next.attempts + 1, dueAt: until };
    this.#mails.set(next.mailId, claimed);
    return claimed;
  }

  sent(mailId: string, sentAt: number): void {
    const mail = this.#mails.get(mailId);
    if (mail === undefined) return;
    const { dueAt: _dueAt, failure: _failure, ...rest } = mail;
    this.#mails.set(mailId, { ...rest, sentAt });
  }

  failed(mailId: string, failure: string, dueAt: number | undefined): void {
    const mail = this.#mails.get(mailId);
    if (mail === undefined) return;
    const { dueAt: _dueAt, ...rest } = mail;
    this.#mails.set(mailId, { ...rest, failure, ...(dueAt === undefined ? {} : { dueAt }) });
  }

  all(conversationId?: string): readonly QueuedMail[] {
    const wanted = [...this.#mails.values()].filter(
      (mail) => conversationId === undefined || mail.conversationId === conversationId,
    );
    return wanted.slice(-MAILS_SHOWN);
  }

  forget(conversationIds: ReadonlySet<string>): void {
    for (const [mailId, { conversationId }] of this.#mails) {
      if (conversationIds.has(conversationId)) this.#mails.delete(mailId);
    }
  }

  clear(): void {
    this.#mails.clear();
  }
}

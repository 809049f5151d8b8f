import { mkdirSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Mail, MailTransport } from "./mail.js";

const HOST = "symbl-telephony-gateway";
const TIMEOUT_MS = 30_000;

/** Sends by SMTP, to `smtp://…` or `smtps://…`. */
export function smtpTransport(url: string, from: string): MailTransport {
  const smtp = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return {
    send: async (mail) => {
      await smtp.sendMail(message(mail, from));
    },
    close: () => smtp.close(),
  };
}

/** Writes each mail into a folder, as `<mailId>.eml`. */
export function folderTransport(folder: string, from: string): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    send: async (mail) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const { message: content } = await composer.sendMail(message(mail, from));
      const path = join(folder, `${mail.mailId}.eml`);
      await writeFile(`${path}.new`, content, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    close: () => {},
  };
}

function message(mail: Mail, from: string) {
  return {
    from,
    to: [...mail.to],
    subject: mail.subject,
    text: mail.text,
    // The same whenever the mail is tried again: a mailbox can tell that it has it.
    messageId: `<${mail.mailId}@${HOST}>`,
    date: new Date(mail.queuedAt),
  };
}

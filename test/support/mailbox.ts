import { once } from "node:events";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly to: readonly string[];
  /** With folded headers and soft line breaks made one line again. */
  readonly content: string;
}

/** A mail server on 127.0.0.1 that keeps what it is sent. */
export interface Mailbox {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Whether it sends everyone away. Default: no. */
  refuses: boolean;
  close(): Promise<void>;
}

export async function startMailbox(): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const smtp = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (mailbox.refuses) return callback(new Error("come back later"));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const content = Buffer.concat(chunks)
          .toString()
          .replace(/(?<!\?)=\r\n/g, "")
          .replace(/\r\n[ \t]+/g, " ");
        received.push({ to, content });
        callback();
      });
    },
  });
  const listener = smtp.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const mailbox: Mailbox = {
    url: `smtp://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    received,
    refuses: false,
    close: () => new Promise<void>((resolve) => smtp.close(() => resolve())),
  };
  return mailbox;
}

/** An e-mail that the gateway sends. */
export interface Mail {
  /** The same for the same reason to send it, so that it goes out once: connection, occasion, number of the action. */
  readonly mailId: string;
  readonly appId: string;
  readonly conversationId: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
}

/** A mail and what has become of it. */
export interface QueuedMail extends Mail {
  /** How often it was tried. */
  readonly attempts: number;
  /** When it is to be tried next; absent when it is sent, given up, or only kept. */
  readonly dueAt?: number;
  readonly sentAt?: number;
  /** Why the latest attempt failed. */
  readonly failure?: string;
}

/** How mails leave the gateway. */
export interface MailTransport {
  /** Resolves when the mail is another's to deliver. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** How many mails are shown at most: the latest. */
export const MAILS_SHOWN = 1_000;

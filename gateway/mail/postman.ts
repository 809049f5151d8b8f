import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "../store/store.js";
import type { MailTransport, QueuedMail } from "./mail.js";

export interface PostmanOptions {
  readonly store: Store;
  readonly transport: MailTransport;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly onTrouble: (error: unknown, mailId: string) => void;
  /** Hears of each attempt. */
  readonly onAttempt?: (outcome: "sent" | "failed") => void;
  /** How long to wait after a first failure; twice as long after each further one. Default: 30000. */
  readonly retryMs?: number;
  /** Milliseconds that a stop waits for the mail at hand. Default: 5000. */
  readonly stopMs?: number;
  /** How often to look for mails that are due. Default: 10000. */
  readonly lookMs?: number;
}

/** How long a process may take over a mail before another tries it. */
const CLAIM_MS = 5 * 60_000;
const LONGEST_RETRY_MS = 3_600_000;
/** Beyond it nobody waits for the mail any more. */
const GIVE_UP_MS = 24 * 3_600_000;
const KEEP_PAUSE_MS = 500;
/** Docker kills ten seconds after it has asked a process to end. */
const STOP_MS = 5_000;

/** Sends what is in the outbox, one after the other; what fails is tried again for a day. */
export class Postman {
  readonly #options: PostmanOptions;
  #round: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: PostmanOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.kick(), this.#options.lookMs ?? 10_000);
    this.#timer.unref();
    this.kick();
  }

  /** There is something to send. */
  kick(): void {
    if (this.#stopped) return;
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    this.#round = this.#sendAll()
      .catch((error: unknown) => this.#options.onTrouble(error, ""))
      .finally(() => {
        this.#round = undefined;
        if (this.#again) {
          this.#again = false;
          this.kick();
        }
      });
  }

  /** Finishes the mail at hand, unless its server is silent: whoever claims it later sends it with the same Message-ID. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.race([this.#round, delay(this.#options.stopMs ?? STOP_MS, undefined, { ref: false })]);
    this.#options.transport.close();
  }

  async #sendAll(): Promise<void> {
    const { store, clock } = this.#options;
    while (!this.#stopped) {
      const now = clock();
      const mail = await store.claimMail(now, now + CLAIM_MS);
      if (mail === undefined) return;
      await this.#send(mail);
    }
  }

  async #send(mail: QueuedMail): Promise<void> {
    const { store, transport, clock, onTrouble, retryMs = 30_000 } = this.#options;
    try {
      await transport.send(mail);
    } catch (error) {
      onTrouble(error, mail.mailId);
      this.#options.onAttempt?.("failed");
      const reason = error instanceof Error ? error.message : String(error);
      const dueAt = clock() + Math.min(LONGEST_RETRY_MS, retryMs * 2 ** (mail.attempts - 1));
      await store.mailFailed(mail.mailId, reason, dueAt - mail.queuedAt > GIVE_UP_MS ? undefined : dueAt);
      return;
    }
    this.#options.onAttempt?.("sent");
    // It is gone; that has to be kept, or it goes again.
    for (let attempt = 1; ; attempt += 1) {
      try {
        await store.mailSent(mail.mailId, clock());
        return;
      } catch (error) {
        onTrouble(error, mail.mailId);
        if (this.#stopped || attempt * KEEP_PAUSE_MS > CLAIM_MS / 2) return;
        await delay(KEEP_PAUSE_MS);
      }
    }
  }
}

import { SymblError } from "../api/errors.js";
import type { Access } from "./access.js";
import { MessageQueue } from "./message-queue.js";
import type { ResultMessage } from "./messages.js";
import type { SubscribeLimits } from "./options.js";
import { Outbox } from "./outbox.js";
import { type SpeakerEvent, speakerEventFrame } from "./speaker-event.js";

/** A live call's results, and a way to tell who speaks. Each message goes to one taker: iterate once. */
export interface Subscription extends AsyncIterable<ResultMessage> {
  /**
   * Sends a speaker event over the same connection, as soon as one stands. Nothing tells whether it arrived; `pushSpeakerEvent` does.
   * Rejects with an `InvalidInputsError`, or with `SYMBL_SUBSCRIPTION_FAILED` when the event will not be sent.
   */
  send(event: SpeakerEvent): Promise<void>;
  /** Ends the subscription; messages that nobody has taken are dropped. Resolves when the connection is closed. The call goes on. */
  close(): Promise<void>;
  /** How many times the connection stood again after it had been lost; results of the time between never came. */
  readonly reconnects: number;
  /** How many interim transcripts were left out because the program was slow. */
  readonly skipped: number;
}

export class ResultSubscription implements Subscription {
  readonly #queue: MessageQueue;
  readonly #outbox = new Outbox();
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #connections = 0;

  constructor(access: Access, limits: SubscribeLimits, signal: AbortSignal | undefined) {
    this.#queue = new MessageQueue(limits.maxWaiting);
    const abort = (): void => void this.close();
    this.#running = this.#run(access, limits).finally(() => signal?.removeEventListener("abort", abort));
    signal?.addEventListener("abort", abort);
    if (signal?.aborted === true) abort();
  }

  get reconnects(): number {
    return Math.max(0, this.#connections - 1);
  }

  get skipped(): number {
    return this.#queue.skipped;
  }

  async send(event: SpeakerEvent): Promise<void> {
    await this.#outbox.send(JSON.stringify(speakerEventFrame(event, new Date())));
  }

  close(): Promise<void> {
    this.#queue.discard();
    this.#stop.abort();
    return this.#running;
  }

  [Symbol.asyncIterator](): AsyncIterator<ResultMessage, undefined> {
    return {
      next: () => this.#queue.take(),
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  /** Never rejects: the iteration says what went wrong. */
  async #run(access: Access, limits: SubscribeLimits): Promise<void> {
    try {
      const { readResults } = await import("./read-results.js");
      const reader = {
        opened: (outlet: Parameters<Outbox["open"]>[0]) => {
          this.#connections++;
          this.#outbox.open(outlet);
        },
        shut: () => this.#outbox.shut(),
        message: (message: ResultMessage, size: number) => this.#queue.offer(message, size),
      };
      await readResults(access, limits, reader, this.#stop.signal);
      this.#queue.end();
    } catch (error) {
      this.#queue.fail(asSymblError(error));
    } finally {
      this.#outbox.end();
    }
  }
}

function asSymblError(error: unknown): SymblError {
  if (error instanceof SymblError) return error;
  return new SymblError(
    "SYMBL_SUBSCRIPTION_FAILED",
    "The subscription ended by a mistake of this package. Please report it",
    {
      cause: error,
    },
  );
}

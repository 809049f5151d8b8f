import type { SymblError } from "../api/errors.js";
import type { ResultMessage } from "./messages.js";

/** Memory that waiting messages may take, counted in the characters that they came in. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

type Taken = IteratorResult<ResultMessage, undefined>;
type Ending = { kind: "open" } | { kind: "ended" } | { kind: "failed"; error: SymblError };

interface Waiting {
  message: ResultMessage;
  size: number;
}

/** Messages between the connection and the program, bounded. Whoever waits first is served first. */
export class MessageQueue {
  readonly #most: number;
  #waiting: Waiting[] = [];
  #characters = 0;
  #takers: { resolve: (taken: Taken) => void; reject: (error: SymblError) => void }[] = [];
  #ending: Ending = { kind: "open" };
  #skipped = 0;

  constructor(mostMessages: number) {
    this.#most = mostMessages;
  }

  /** Interim transcripts that gave way to later messages. */
  get skipped(): number {
    return this.#skipped;
  }

  /** How many messages wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** `false` when the queue is full of messages that must not be lost; this one was not taken then. */
  offer(message: ResultMessage, size: number): boolean {
    if (this.#ending.kind !== "open") return true;
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker.resolve({ done: false, value: message });
      return true;
    }
    while (!this.#fits(size)) {
      if (this.#skipInterim()) continue;
      if (!isInterim(message)) return false;
      this.#skipped++;
      return true;
    }
    this.#waiting.push({ message, size });
    this.#characters += size;
    return true;
  }

  take(): Promise<Taken> {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#characters -= next.size;
      return Promise.resolve({ done: false, value: next.message });
    }
    switch (this.#ending.kind) {
      case "open":
        return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
      case "ended":
        return Promise.resolve({ done: true, value: undefined });
      case "failed": {
        const { error } = this.#ending;
        // An iterator that has thrown is done.
        this.#ending = { kind: "ended" };
        return Promise.reject(error);
      }
    }
  }

  /** No more messages come; those that wait are still taken. */
  end(): void {
    if (this.#ending.kind !== "open") return;
    this.#ending = { kind: "ended" };
    for (const taker of this.#takers.splice(0)) taker.resolve({ done: true, value: undefined });
  }

  /** As `end`, and then the next to take gets the error. */
  fail(error: SymblError): void {
    if (this.#ending.kind !== "open") return;
    const [first, ...others] = this.#takers.splice(0);
    this.#ending = first === undefined ? { kind: "failed", error } : { kind: "ended" };
    first?.reject(error);
    for (const taker of others) taker.resolve({ done: true, value: undefined });
  }

  /** Nobody wants messages any more, nor errors. */
  discard(): void {
    this.end();
    this.#ending = { kind: "ended" };
    this.#waiting = [];
    this.#characters = 0;
  }

  #fits(size: number): boolean {
    if (this.#waiting.length === 0) return true;
    return this.#waiting.length < this.#most && this.#characters + size <= MOST_CHARACTERS;
  }

  #skipInterim(): boolean {
    const oldest = this.#waiting.findIndex(({ message }) => isInterim(message));
    const [skipped] = oldest === -1 ? [] : this.#waiting.splice(oldest, 1);
    if (skipped === undefined) return false;
    this.#characters -= skipped.size;
    this.#skipped++;
    return true;
  }
}

function isInterim(message: ResultMessage): boolean {
  return message.type === "transcript_response" && !message.isFinal;
}

import { SymblError } from "../api/errors.js";

/** Where frames go while a connection stands. */
export interface Outlet {
  /** Bytes that were sent and have not left yet. */
  readonly unsent: number;
  send(text: string): void;
}

/** Events that may wait for a connection. */
const MOST_WAITING = 1_000;
/** Bytes that may wait for the network. */
const MOST_UNSENT = 1024 * 1024;

/** Speaker events on their way to a connection that may not stand just now, bounded. */
export class Outbox {
  #outlet: Outlet | undefined;
  #waiting: { text: string; resolve: () => void; reject: (error: SymblError) => void }[] = [];
  #ended = false;

  /** Resolves once the connection has taken the text; nothing tells whether it arrived. Rejects when it never will. */
  send(text: string): Promise<void> {
    if (this.#ended) return Promise.reject(notSent("the subscription has ended"));
    if (this.#outlet !== undefined) {
      if (this.#outlet.unsent > MOST_UNSENT) return Promise.reject(notSent("too much waits for the network"));
      this.#outlet.send(text);
      return Promise.resolve();
    }
    if (this.#waiting.length >= MOST_WAITING) return Promise.reject(notSent("too many events wait for a connection"));
    return new Promise((resolve, reject) => this.#waiting.push({ text, resolve, reject }));
  }

  /** A connection stands. */
  open(outlet: Outlet): void {
    this.#outlet = outlet;
    for (const { text, resolve } of this.#waiting.splice(0)) {
      outlet.send(text);
      resolve();
    }
  }

  /** It no longer does; another may come. */
  shut(): void {
    this.#outlet = undefined;
  }

  /** None will come. */
  end(): void {
    this.#ended = true;
    this.#outlet = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(notSent("the subscription has ended"));
  }
}

function notSent(why: string): SymblError {
  return new SymblError(
    "SYMBL_SUBSCRIPTION_FAILED",
    `The speaker event was not sent: ${why}. Send it with pushSpeakerEvent(eventUrl, event), which says whether the server took it`,
  );
}

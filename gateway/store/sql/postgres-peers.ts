import { randomUUID } from "node:crypto";
import { isLive } from "../../calls/call.js";
import type { EndCause } from "../../calls/causes.js";
import { ApiError } from "../../errors.js";
import type { Peers, Self } from "../storage.js";
import type { Store } from "../store.js";
import { StoreUnavailable } from "../store-unavailable.js";
import type { Bus, BusMessage } from "./bus.js";
import { unavailable } from "./failures.js";
import type { Membership } from "./membership.js";
import { seal, unseal } from "./sealed.js";

export interface PostgresPeersOptions {
  readonly processId: string;
  readonly leaseMs: number;
  /** How long the holder of a call may take to hang up. Default: 15000. */
  readonly answerMs?: number | undefined;
  readonly store: Store;
  readonly bus: Bus;
  readonly membership: Membership;
  /** Seals what nobody else may read. */
  readonly signingKey: Uint8Array;
  readonly onTrouble: (error: unknown, what: string) => void;
}

const ANSWER_MS = 15_000;
/** A notification may get lost; the state of the call does not. */
const LOOK_MS = 500;
/** Signs of life in a lease. */
const SIGNS = 6;
/** The part of its lease after which a process without its database hangs up, before the others end its calls. */
const PATIENCE = 0.8;

/** The other gateway processes on the same PostgreSQL. */
export class PostgresPeers implements Peers {
  readonly #options: PostgresPeersOptions;
  /** Who waits for the end of which call. */
  readonly #waiting = new Map<string, Set<() => void>>();
  /** Who waits for the answer about which keys. */
  readonly #asking = new Map<string, (pressed: boolean) => void>();
  #self: Self | undefined;
  #beat: NodeJS.Timeout | undefined;
  #fence: NodeJS.Timeout | undefined;
  #left = false;

  constructor(options: PostgresPeersOptions) {
    this.#options = options;
  }

  async join(self: Self): Promise<void> {
    const { bus, membership } = this.#options;
    this.#self = self;
    const at = performance.now();
    await membership.join();
    this.#renewed(at);
    await bus.listen({
      onMessage: (message) => this.#hear(self, message),
      onGap: () => {
        self.missed().catch((error: unknown) => this.#options.onTrouble(error, "what was missed"));
      },
    });
    this.#scheduleBeat();
  }

  async hangUp(holder: string, connectionId: string, cause: EndCause): Promise<void> {
    const { bus, store, membership, answerMs = ANSWER_MS } = this.#options;
    const deadline = performance.now() + answerMs;
    while (performance.now() < deadline) {
      const woken = this.#untilEnded(connectionId);
      await available(() => bus.post({ type: "hang-up", to: holder, connectionId, cause }));
      await woken;
      const connection = await store.connection(connectionId);
      if (connection === undefined || !isLive(connection.call)) return;
      // Nobody answers for a process that is gone.
      await membership.bury();
    }
    throw new ApiError(
      503,
      {
        code: "HOLDER_SILENT",
        message: "The gateway process that has the call up does not answer; the call may still be up. Stop again.",
      },
      { "retry-after": "1" },
    );
  }

  async sendDtmf(holder: string, connectionId: string, dtmf: string): Promise<boolean> {
    const { bus, signingKey, answerMs = ANSWER_MS } = this.#options;
    const reply = randomUUID();
    const sealed = seal(signingKey, dtmf, dtmfContext(holder, connectionId, reply));
    let impatience: NodeJS.Timeout | undefined;
    const answered = new Promise<boolean>((resolve, reject) => {
      this.#asking.set(reply, resolve);
      impatience = setTimeout(() => reject(dtmfUnanswered()), answerMs);
    });
    try {
      // Told once: a second time might press them twice.
      const told = available(() => bus.post({ type: "dtmf", to: holder, connectionId, reply, sealed }));
      const [pressed] = await Promise.all([answered, told]);
      return pressed;
    } finally {
      clearTimeout(impatience);
      this.#asking.delete(reply);
    }
  }

  async heard(holder: string, connectionId: string): Promise<void> {
    await available(() => this.#options.bus.post({ type: "heard", to: holder, connectionId }));
  }

  async publish(connectionId: string, message: object): Promise<void> {
    const { bus, processId } = this.#options;
    await bus.post({ type: "publish", from: processId, connectionId, message: { ...message } });
  }

  async leave(): Promise<void> {
    this.#left = true;
    clearTimeout(this.#beat);
    clearTimeout(this.#fence);
    try {
      await this.#options.membership.leave();
    } catch (error) {
      // The others find out by the lease.
      this.#options.onTrouble(error, "leaving the others");
    }
    await this.#options.bus.close();
  }

  #hear(self: Self, message: BusMessage): void {
    const { processId, onTrouble } = this.#options;
    switch (message.type) {
      case "hang-up":
        if (message.to !== processId) return;
        self
          .hangUp(message.connectionId, message.cause)
          .catch((error: unknown) => onTrouble(error, "hanging up for another process"));
        return;
      case "dtmf":
        if (message.to === processId) this.#press(self, message);
        return;
      case "dtmf-answer":
        this.#asking.get(message.reply)?.(message.pressed);
        return;
      case "heard":
        if (message.to === processId) self.heard(message.connectionId);
        return;
      case "publish":
        if (message.from !== processId) self.publish(message.connectionId, message.message);
        return;
      case "ended":
        self.ended(message.connectionId, message.cause);
        for (const wake of this.#waiting.get(message.connectionId) ?? []) wake();
        return;
    }
  }

  #press(self: Self, { connectionId, reply, sealed }: Extract<BusMessage, { type: "dtmf" }>): void {
    const { bus, processId, signingKey, onTrouble } = this.#options;
    const dtmf = unseal(signingKey, sealed, dtmfContext(processId, connectionId, reply));
    if (dtmf === undefined) return;
    const pressed = self.sendDtmf(connectionId, dtmf);
    bus
      .post({ type: "dtmf-answer", reply, pressed })
      .catch((error: unknown) => onTrouble(error, "pressing keys for another process"));
  }

  /** Resolves when the call has ended as far as is heard, or it is time to look. */
  #untilEnded(connectionId: string): Promise<void> {
    return new Promise((resolve) => {
      const wakers = this.#waiting.get(connectionId) ?? new Set();
      const wake = (): void => {
        clearTimeout(timer);
        wakers.delete(wake);
        if (wakers.size === 0) this.#waiting.delete(connectionId);
        resolve();
      };
      const timer = setTimeout(wake, LOOK_MS);
      this.#waiting.set(connectionId, wakers.add(wake));
    });
  }

  #scheduleBeat(): void {
    if (this.#left) return;
    this.#beat = setTimeout(async () => {
      await this.#live().catch((error: unknown) => this.#options.onTrouble(error, "a sign of life"));
      this.#scheduleBeat();
    }, this.#options.leaseMs / SIGNS);
    this.#beat.unref();
  }

  async #live(): Promise<void> {
    const { membership } = this.#options;
    const at = performance.now();
    if (!(await membership.renew())) {
      // The others have ended our calls; they must not stay up.
      await this.#self?.lost();
      await membership.join();
    }
    this.#renewed(at);
    await membership.bury();
  }

  #renewed(at: number): void {
    clearTimeout(this.#fence);
    if (this.#left) return;
    const remaining = PATIENCE * this.#options.leaseMs - (performance.now() - at);
    this.#fence = setTimeout(() => {
      this.#self?.lost().catch((error: unknown) => this.#options.onTrouble(error, "hanging up without the database"));
    }, remaining);
    this.#fence.unref();
  }
}

/** What the keys are sealed for: they mean nothing on another call, or to another process. */
function dtmfContext(holder: string, connectionId: string, reply: string): string {
  return JSON.stringify(["dtmf", holder, connectionId, reply]);
}

function dtmfUnanswered(): ApiError {
  return new ApiError(503, {
    code: "HOLDER_SILENT",
    message:
      "The gateway process that has the call up does not answer; whether the keys were pressed is not known. Listen to the call before you press them again.",
  });
}

async function available<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw unavailable(error) ?? new StoreUnavailable(String(error), { cause: error });
  }
}

import type { Call } from "../calls/call.js";
import type { NewStart, StartDecision, Store } from "./store.js";
import { StoreUnavailable } from "./store-unavailable.js";

/** One thing that has happened to a connection and is yet to be kept. */
type Step = (store: Store) => Promise<void>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A store in front of another that may be away for a while: what has happened to a call is kept at last, in its order.
 * What is only asked for is not repeated; its caller hears that the store is away.
 */
export class InsistentStore implements Store {
  readonly #inner: Store;
  readonly #onTrouble: (error: unknown, what: string) => void;
  readonly #waiting = new Map<string, Step[]>();
  #timer: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE_MS;
  #closed = false;

  constructor(inner: Store, onTrouble: (error: unknown, what: string) => void) {
    this.#inner = inner;
    this.#onTrouble = onTrouble;
  }

  async beginStart(start: NewStart): Promise<StartDecision> {
    try {
      return await this.#inner.beginStart(start);
    } catch (error) {
      // It may be kept although we were not told.
      if (error instanceof StoreUnavailable) {
        this.#keepLater(start.connection.connectionId, (store) => store.forgetStart(start.connection.connectionId));
      }
      throw error;
    }
  }

  /** Never too late: the start and its answer are kept already, and the call is up. */
  async answerStart(connectionId: string): Promise<void> {
    await this.#keep(connectionId, (store) => store.answerStart(connectionId)).catch(ignoreAbsence);
  }

  async forgetStart(connectionId: string): Promise<void> {
    await this.#keep(connectionId, (store) => store.forgetStart(connectionId)).catch(ignoreAbsence);
  }

  saveCall(connectionId: string, call: Call): Promise<void> {
    return this.#keep(connectionId, (store) => store.saveCall(connectionId, call));
  }

  saveMessage: Store["saveMessage"] = (connectionId, message, speaker) =>
    this.#keep(connectionId, (store) => store.saveMessage(connectionId, message, speaker));

  async settle(connectionId: string): Promise<void> {
    await this.#flush(connectionId);
  }

  queueMail: Store["queueMail"] = (mail, dueAt) => this.#keep(mail.mailId, (store) => store.queueMail(mail, dueAt));

  saveRecording: Store["saveRecording"] = (recording) =>
    this.#keep(`recording ${recording.conversationId}`, (store) => store.saveRecording(recording));

  claimMail: Store["claimMail"] = (...args) => this.#inner.claimMail(...args);
  mailSent: Store["mailSent"] = (...args) => this.#inner.mailSent(...args);
  mailFailed: Store["mailFailed"] = (...args) => this.#inner.mailFailed(...args);
  mails: Store["mails"] = (...args) => this.#inner.mails(...args);
  lookUpStart: Store["lookUpStart"] = (...args) => this.#inner.lookUpStart(...args);
  connection: Store["connection"] = (...args) => this.#inner.connection(...args);
  liveBefore: Store["liveBefore"] = (...args) => this.#inner.liveBefore(...args);
  calls: Store["calls"] = (...args) => this.#inner.calls(...args);
  connections: Store["connections"] = () => this.#inner.connections();
  conversation: Store["conversation"] = (...args) => this.#inner.conversation(...args);
  ping: Store["ping"] = () => this.#inner.ping();
  messages: Store["messages"] = (...args) => this.#inner.messages(...args);
  saveSpeakerMark: Store["saveSpeakerMark"] = (...args) => this.#inner.saveSpeakerMark(...args);
  speakerMarks: Store["speakerMarks"] = (...args) => this.#inner.speakerMarks(...args);
  saveMetadata: Store["saveMetadata"] = (...args) => this.#inner.saveMetadata(...args);
  connectionOf: Store["connectionOf"] = (...args) => this.#inner.connectionOf(...args);
  deleteConversation: Store["deleteConversation"] = (...args) => this.#inner.deleteConversation(...args);
  recording: Store["recording"] = (...args) => this.#inner.recording(...args);
  existing: Store["existing"] = (...args) => this.#inner.existing(...args);
  forgetOld: Store["forgetOld"] = (...args) => this.#inner.forgetOld(...args);

  async clear(): Promise<void> {
    this.#waiting.clear();
    await this.#inner.clear();
  }

  /** Tries once more to keep what is left; what cannot be kept is put right when the storage is opened again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#flushAll();
    await this.#inner.close();
  }

  async #keep(connectionId: string, step: Step): Promise<void> {
    if (this.#waiting.has(connectionId)) {
      this.#keepLater(connectionId, step);
      return this.#flush(connectionId);
    }
    try {
      await step(this.#inner);
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        this.#onTrouble(error, "keeping a call");
        this.#keepLater(connectionId, step);
      }
      throw error;
    }
  }

  #keepLater(connectionId: string, step: Step): void {
    const steps = this.#waiting.get(connectionId) ?? [];
    steps.push(step);
    this.#waiting.set(connectionId, steps);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(async () => {
      const kept = await this.#flushAll();
      this.#timer = undefined;
      this.#pause = kept ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 2 * this.#pause);
      if (this.#waiting.size > 0) this.#schedule();
    }, this.#pause);
    this.#timer.unref();
  }

  /** Stops at the first that cannot be kept: the others cannot either. */
  async #flushAll(): Promise<boolean> {
    for (const connectionId of [...this.#waiting.keys()]) {
      try {
        await this.#flush(connectionId);
      } catch (error) {
        this.#onTrouble(error, "keeping a call");
        return false;
      }
    }
    return true;
  }

  async #flush(connectionId: string): Promise<void> {
    for (;;) {
      const steps = this.#waiting.get(connectionId);
      const [step] = steps ?? [];
      if (steps === undefined || step === undefined) {
        this.#waiting.delete(connectionId);
        return;
      }
      await this.#once(step);
      if (steps[0] === step) steps.shift();
    }
  }

  /** A step that the timer and a caller want kept at the same time is sent once. */
  readonly #running = new Map<Step, Promise<void>>();
  #once(step: Step): Promise<void> {
    const running = this.#running.get(step);
    if (running !== undefined) return running;
    const kept = step(this.#inner)
      .catch((error: unknown) => {
        // Another trouble than absence would be met for ever.
        if (error instanceof StoreUnavailable) throw error;
        this.#onTrouble(error, "keeping a call");
      })
      .finally(() => this.#running.delete(step));
    this.#running.set(step, kept);
    return kept;
  }
}

function ignoreAbsence(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error;
}

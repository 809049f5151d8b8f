import { setImmediate as turn } from "node:timers/promises";
import type { SessionDetails } from "../../store/store.js";
import type { Message } from "../../store/transcript-store.js";
import { type Reading, readPlainly } from "./reading.js";

/** Reads messages one at a time, so that others get their turn in between. What was read lately is remembered. */

/** Characters of a message that are read. */
const TEXT_MAX = 5_000;
/** Characters that were read and are remembered: those of the conversations that were asked for last. */
const REMEMBERED_MAX = 4_000_000;
const REMEMBERED_MS = 10 * 60_000;

type Reader = (text: string) => Reading;

interface Remembered {
  readonly readings: Map<string, Reading>;
  characters: number;
  readonly timer: NodeJS.Timeout;
}

export class Readings {
  /** The one that was asked for last comes last. */
  readonly #known = new Map<string, Remembered>();
  #characters = 0;

  /** Of these messages, and of others of the conversation that were read before. `languages` are the session's. */
  async of(
    conversationId: string,
    messages: readonly Message[],
    languages: SessionDetails["languages"],
  ): Promise<ReadonlyMap<string, Reading>> {
    if (messages.length === 0) return new Map();
    const read = await readerOf(languages);
    const remembered = this.#remembered(conversationId);
    for (const { messageId, text } of messages) {
      if (remembered.readings.has(messageId)) continue;
      remembered.readings.set(messageId, read(text));
      this.#grow(conversationId, remembered, Math.min(text.length, TEXT_MAX));
      await turn();
    }
    return remembered.readings;
  }

  forget(conversationId: string): void {
    const remembered = this.#known.get(conversationId);
    if (remembered === undefined) return;
    clearTimeout(remembered.timer);
    this.#characters -= remembered.characters;
    this.#known.delete(conversationId);
  }

  #remembered(conversationId: string): Remembered {
    const known = this.#known.get(conversationId);
    this.#known.delete(conversationId);
    const remembered = known ?? {
      readings: new Map<string, Reading>(),
      characters: 0,
      timer: setTimeout(() => this.forget(conversationId), REMEMBERED_MS).unref(),
    };
    remembered.timer.refresh();
    this.#known.set(conversationId, remembered);
    return remembered;
  }

  #grow(conversationId: string, remembered: Remembered, characters: number): void {
    // Forgotten meanwhile: whoever waits for it gets it all the same.
    if (this.#known.get(conversationId) !== remembered) return;
    remembered.characters += characters;
    this.#characters += characters;
    for (const oldest of this.#known.keys()) {
      if (this.#characters <= REMEMBERED_MAX) return;
      this.forget(oldest);
    }
  }
}

/** What reads the session's language: its first. Without one it is English. */
async function readerOf(languages: SessionDetails["languages"]): Promise<Reader> {
  const [first = "en-US"] = languages ?? [];
  const code = typeof first === "string" ? first : first.code;
  const read = /^en\b/i.test(code) ? (await import("./english.js")).readEnglish : readPlainly;
  return (text) => read(text.slice(0, TEXT_MAX));
}

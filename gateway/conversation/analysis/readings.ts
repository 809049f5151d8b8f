import { setImmediate as turn } from "node:timers/promises";
import type { SessionDetails } from "../../store/store.js";
import type { Message } from "../../store/transcript-store.js";
import { type Reading, readPlainly } from "./reading.js";

/** Reads messages one at a time, so that others get their turn in between. What was read lately is remembered. */

/** Characters of a message that are read. */
const TEXT_MAX = 5_000;
const REMEMBERED_MAX = 20;
const REMEMBERED_MS = 10 * 60_000;

type Reader = (text: string) => Reading;

/** What reads the session's language: its first. Without one it is English. */
export async function readerOf(languages: SessionDetails["languages"]): Promise<Reader> {
  const [first = "en-US"] = languages ?? [];
  const code = typeof first === "string" ? first : first.code;
  const read = /^en\b/i.test(code) ? (await import("./english.js")).readEnglish : readPlainly;
  return (text) => read(text.slice(0, TEXT_MAX));
}

export class Readings {
  readonly #known = new Map<string, Map<string, Reading>>();

  async of(
    conversationId: string,
    messages: readonly Message[],
    languages: SessionDetails["languages"],
  ): Promise<ReadonlyMap<string, Reading>> {
    if (messages.length === 0) return new Map();
    const read = await readerOf(languages);
    const readings = this.#remembered(conversationId);
    for (const { messageId, text } of messages) {
      if (readings.has(messageId)) continue;
      readings.set(messageId, read(text));
      await turn();
    }
    return readings;
  }

  forget(conversationId: string): void {
    this.#known.delete(conversationId);
  }

  #remembered(conversationId: string): Map<string, Reading> {
    const known = this.#known.get(conversationId);
    if (known !== undefined) return known;
    const readings = new Map<string, Reading>();
    const [oldest] = this.#known.keys();
    if (this.#known.size >= REMEMBERED_MAX && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(conversationId, readings);
    setTimeout(() => {
      if (this.#known.get(conversationId) === readings) this.#known.delete(conversationId);
    }, REMEMBERED_MS).unref();
    return readings;
  }
}

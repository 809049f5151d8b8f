import { derivedId } from "../ids.js";
import type { Reading } from "./reading.js";

/** What a conversation is about: the noun phrases that are named twice or more, the most frequent first. */

export interface Topic {
  /** Follows from the conversation and its words. */
  readonly id: string;
  /** In lower case. */
  readonly text: string;
  /** How often it is named, by how often the most frequent one is. */
  readonly score: number;
  /** The messages that name it, in their order. */
  readonly messageIds: readonly string[];
}

/** How often a phrase is named before it is a topic. */
const NAMED_MIN = 2;
const TOPICS_MAX = 10;
/** Phrases that are counted for one conversation; beyond them no new ones are. */
const PHRASES_MAX = 5_000;

interface Count {
  times: number;
  readonly messageIds: Set<string>;
}

/** Counts phrases as messages come. */
export class Topics {
  readonly #conversationId: string;
  readonly #counts = new Map<string, Count>();

  constructor(conversationId: string) {
    this.#conversationId = conversationId;
  }

  /** Takes a message in; answers the topics that it names. */
  add(messageId: string, reading: Reading): readonly Topic[] {
    this.count(messageId, reading);
    return reading.phrases.length === 0 ? [] : this.all().filter(({ messageIds }) => messageIds.includes(messageId));
  }

  count(messageId: string, { phrases }: Reading): void {
    for (const phrase of phrases) {
      const count = this.#counts.get(phrase) ?? { times: 0, messageIds: new Set() };
      if (count.times === 0 && this.#counts.size >= PHRASES_MAX) continue;
      count.times += 1;
      count.messageIds.add(messageId);
      this.#counts.set(phrase, count);
    }
  }

  /** The most frequent ones, then in the order in which they came up. */
  all(): readonly Topic[] {
    const named = [...this.#counts]
      .filter(([, { times }]) => times >= NAMED_MIN)
      .sort(([, a], [, b]) => b.times - a.times)
      .slice(0, TOPICS_MAX);
    const most = named[0]?.[1].times ?? 1;
    return named.map(([text, { times, messageIds }]) => ({
      id: derivedId(this.#conversationId, `topic ${text}`),
      text,
      score: times / most,
      messageIds: [...messageIds],
    }));
  }
}

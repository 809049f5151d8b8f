import type { SaidMessage } from "../transcript.js";
import type { Reading } from "./reading.js";
import type { Topic } from "./topics.js";

/**
 * The sentences of a transcript that say most of what it is about: those with the most topics for their length, as they were said and in their
 * order. Nothing is put in other words. Pure.
 */

export interface SummarySentence {
  readonly text: string;
  readonly message: SaidMessage;
}

const SENTENCES_MAX = 5;
/** Words of a sentence that is worth quoting. */
const WORDS_MIN = 4;

export function summaryOf(
  messages: readonly SaidMessage[],
  readings: ReadonlyMap<string, Reading>,
  topics: readonly Topic[],
): readonly SummarySentence[] {
  const candidates = messages.flatMap((message) =>
    (readings.get(message.messageId)?.sentences ?? [])
      .filter(({ text, question }) => question === 0 && wordsIn(text) >= WORDS_MIN)
      .map(({ text, task }) => ({ text, message, weight: weightOf(text, topics) + (task === undefined ? 0 : 0.5) })),
  );
  const best = candidates
    .map((candidate, index) => ({ candidate, index }))
    .filter(({ candidate }) => candidate.weight > 0)
    .sort((a, b) => b.candidate.weight - a.candidate.weight || a.index - b.index)
    .slice(0, SENTENCES_MAX)
    .sort((a, b) => a.index - b.index);
  return best.map(({ candidate: { text, message } }) => ({ text, message }));
}

function weightOf(text: string, topics: readonly Topic[]): number {
  const lower = text.toLowerCase();
  const about = topics.reduce((sum, topic) => (lower.includes(topic.text) ? sum + topic.score : sum), 0);
  return about / Math.sqrt(wordsIn(text));
}

export function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

import type { Connection } from "../store/store.js";
import { type Insight, insightsOf } from "./analysis/insights.js";
import type { Reading } from "./analysis/reading.js";
import { type SummarySentence, summaryOf } from "./analysis/summary.js";
import { type Topic, Topics } from "./analysis/topics.js";
import type { Transcript } from "./transcript.js";

/** All that is made of what was said. Pure. */

export interface Minutes extends Transcript {
  /** The call; absent when it is not known any more. */
  readonly connection?: Connection;
  readonly topics: readonly Topic[];
  readonly insights: readonly Insight[];
  readonly summary: readonly SummarySentence[];
}

export function minutesOf(
  transcript: Transcript,
  readings: ReadonlyMap<string, Reading>,
  connection: Connection | undefined,
): Minutes {
  const { conversation, messages } = transcript;
  const counted = new Topics(conversation.conversationId);
  const insights: Insight[] = [];
  for (const message of messages) {
    const reading = readings.get(message.messageId);
    if (reading === undefined) continue;
    counted.count(message.messageId, reading);
    insights.push(...insightsOf(message, reading, conversation.members));
  }
  const topics = counted.all();
  return {
    ...transcript,
    ...(connection === undefined ? {} : { connection }),
    topics,
    insights,
    summary: summaryOf(messages, readings, topics),
  };
}

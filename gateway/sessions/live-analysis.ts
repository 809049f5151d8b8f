import { insightsOf } from "../conversation/analysis/insights.js";
import type { Readings } from "../conversation/analysis/readings.js";
import { Topics } from "../conversation/analysis/topics.js";
import { insightResponse, topicResponse } from "../conversation/results.js";
import type { SaidMessage } from "../conversation/transcript.js";
import type { Member } from "../wire/conversation.js";
import type { LiveSession } from "./transcripts.js";

/** What a call's messages give rise to while it goes on. */
export class LiveAnalysis {
  readonly #session: LiveSession;
  readonly #readings: Readings;
  readonly #topics: Topics;

  constructor(session: LiveSession, readings: Readings) {
    this.#session = session;
    this.#readings = readings;
    this.#topics = new Topics(session.conversationId);
  }

  /** The insights that the start asked for, all when it said nothing of them, and the topics that the message names. */
  async resultsOf(message: SaidMessage, members: readonly Member[]): Promise<readonly object[]> {
    const { conversationId, languages, insightTypes = [] } = this.#session;
    const reading = (await this.#readings.of(conversationId, [message], languages)).get(message.messageId);
    if (reading === undefined) return [];
    const insights = insightsOf(message, reading, members).filter(
      ({ type }) => insightTypes.length === 0 || insightTypes.includes(type),
    );
    const topics = this.#topics.add(message.messageId, reading);
    return [
      ...(insights.length === 0 ? [] : [insightResponse(insights, message.sequence)]),
      ...(topics.length === 0 ? [] : [topicResponse(topics)]),
    ];
  }
}

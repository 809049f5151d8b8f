import type { Member } from "../wire/conversation.js";
import type { Insight } from "./analysis/insights.js";
import type { Topic } from "./analysis/topics.js";
import type { SaidMessage } from "./transcript.js";

/** What the WebSockets of a connection are sent. Pure. Source: Symbl's published samples of its real-time and subscribe APIs. */

const TEXT = "text/plain";

export function transcriptResponse(content: string, isFinal: boolean, speaker: Member | undefined) {
  return {
    type: "transcript_response",
    isFinal,
    payload: { content, contentType: TEXT },
    punctuated: { transcript: content },
    ...(speaker === undefined ? {} : { user: userOf(speaker) }),
  } as const;
}

/** `sequenceNumber` counts these from 0, as the messages themselves. */
export function messageResponse(message: SaidMessage, callStart: number) {
  const { messageId, text, startTime, endTime, sequence, speaker } = message;
  return {
    type: "message_response",
    messages: [
      {
        from: speaker === undefined ? {} : userOf(speaker),
        payload: { content: text, contentType: TEXT },
        id: messageId,
        dismissed: false,
        duration: {
          startTime: new Date(startTime).toISOString(),
          endTime: new Date(endTime).toISOString(),
          timeOffset: seconds(startTime - callStart),
          duration: seconds(endTime - startTime),
        },
      },
    ],
    sequenceNumber: sequence,
  } as const;
}

export function insightResponse(insights: readonly Insight[], sequence: number) {
  return {
    type: "insight_response",
    insights: insights.map((insight) => ({
      id: insight.id,
      type: insight.type,
      text: insight.text,
      confidence: insight.score,
      hints: [],
      tags: [],
      dismissed: false,
      payload: { content: insight.text, contentType: TEXT },
      from: insight.from === undefined ? {} : userOf(insight.from),
      assignee: assigneeOf(insight),
      entities: null,
      messageReference: { id: insight.messageId },
    })),
    sequenceNumber: sequence,
  } as const;
}

export function topicResponse(topics: readonly Topic[]) {
  return {
    type: "topic_response",
    topics: topics.map((topic) => ({
      id: topic.id,
      type: "topic",
      phrases: topic.text,
      rootWords: topic.text.split(" ").map((text) => ({ text })),
      score: topic.score,
      messageReferences: topic.messageIds.map((id) => ({ id, relation: "text instance" })),
    })),
  } as const;
}

export function userOf({ id, name, email }: Member) {
  return { id, name, userId: email === "" ? name : email };
}

/** Someone who was only named has no id. */
export function assigneeOf({ assignee }: Insight): object {
  if (assignee === undefined) return {};
  return "id" in assignee ? userOf(assignee) : { name: assignee.name };
}

function seconds(milliseconds: number): number {
  return Math.max(0, milliseconds) / 1_000;
}

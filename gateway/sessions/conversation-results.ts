import { analyticsOf } from "../conversation/analysis/analytics.js";
import type { Insight } from "../conversation/analysis/insights.js";
import type { Minutes } from "../conversation/minutes.js";
import { assigneeOf, userOf } from "../conversation/results.js";
import type { Transcript } from "../conversation/transcript.js";
import type { Connection } from "../store/store.js";
import type { Member } from "../wire/conversation.js";

/** What the Conversation API shows of what was said. Pure. Source: Symbl Conversation API. */

export function showMessages({ messages }: Transcript) {
  return {
    messages: messages.map(({ messageId, conversationId, text, speaker, startTime, endTime }) => ({
      id: messageId,
      text,
      from: speaker === undefined ? {} : { ...userOf(speaker), ...emailOf(speaker) },
      startTime: new Date(startTime).toISOString(),
      endTime: new Date(endTime).toISOString(),
      conversationId,
      phrases: [],
    })),
  };
}

export function showTopics({ topics }: Minutes) {
  return { topics: topics.map((topic) => ({ ...topic, type: "topic" as const, parentRefs: [] })) };
}

export function showQuestions({ insights }: Minutes) {
  const questions = insights.filter(({ type }) => type === "question");
  return { questions: questions.map((insight) => ({ ...showInsight(insight), type: "question" as const })) };
}

export function showFollowUps({ insights }: Minutes) {
  const followUps = insights.filter(({ type }) => type === "follow_up");
  return { followUps: followUps.map((insight) => ({ ...showTask(insight), type: "follow_up" as const })) };
}

export function showActionItems({ insights }: Minutes) {
  const actionItems = insights.filter(({ type }) => type === "action_item");
  return { actionItems: actionItems.map((insight) => ({ ...showTask(insight), type: "action_item" as const })) };
}

/** `now` stands for the end of a call that is up. */
export function showAnalytics({ messages }: Transcript, connection: Connection | undefined, now: number) {
  const { answered = 0, ended = now } = connection?.call.times ?? {};
  const { metrics, members } = analyticsOf(messages, { start: answered === 0 ? ended : answered, end: ended });
  return {
    metrics,
    members: members.map(({ member, wpm, talk, listen, overlapSeconds, overlapping }) => ({
      ...userOf(member),
      pace: { wpm },
      talkTime: talk,
      listenTime: listen,
      overlap: {
        overlapDuration: overlapSeconds,
        overlappingMembers: overlapping.map(({ member: other, percent, seconds }) => ({
          ...userOf(other),
          percent,
          seconds,
        })),
      },
    })),
  };
}

function showInsight({ id, text, score, messageId, from }: Insight) {
  return { id, text, score, messageIds: [messageId], from: from === undefined ? {} : userOf(from) };
}

function showTask(insight: Insight) {
  return {
    ...showInsight(insight),
    entities: [],
    phrases: [],
    definitive: insight.definitive,
    assignee: { ...assigneeOf(insight), ...emailOf(insight.assignee) },
  };
}

function emailOf(who: Member | { readonly name: string } | undefined) {
  return who !== undefined && "email" in who && who.email !== "" ? { email: who.email } : {};
}

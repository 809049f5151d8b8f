import type { Member } from "../../wire/conversation.js";
import { derivedId } from "../ids.js";
import type { SaidMessage } from "../transcript.js";
import type { Reading, Task } from "./reading.js";

/** What messages ask for, from what their words say and who said them. Pure. */

type InsightType = "question" | "action_item" | "follow_up";

export interface Insight {
  /** Follows from its message and its place there. */
  readonly id: string;
  readonly type: InsightType;
  /** The sentence. */
  readonly text: string;
  /** Which rule found it: 1 for one that its words state, 0.5 for one that they suggest. */
  readonly score: number;
  readonly messageId: string;
  /** Who said it. */
  readonly from?: Member;
  /** Who is to do it: a member, or someone who was only named. */
  readonly assignee?: Member | { readonly name: string };
  /** Whether someone has promised it or was told to do it; a request or a suggestion is not that. */
  readonly definitive: boolean;
}

export function insightsOf(message: SaidMessage, reading: Reading, members: readonly Member[]): readonly Insight[] {
  const { messageId, conversationId, speaker } = message;
  const common = { messageId, ...(speaker === undefined ? {} : { from: speaker }) };
  return reading.sentences.flatMap(({ text, question, task }, index) => {
    const insights: Insight[] = [];
    const id = (type: InsightType) => derivedId(conversationId, `${messageId} ${index} ${type}`);
    if (question > 0) {
      insights.push({ ...common, id: id("question"), type: "question", text, score: question, definitive: false });
    }
    if (task !== undefined) {
      const { type, score, definitive } = task;
      const assignee = assigneeOf(task, speaker, members);
      const who = assignee === undefined ? {} : { assignee };
      insights.push({ ...common, id: id(type), type, text, score, definitive, ...who });
    }
    return insights;
  });
}

function assigneeOf({ doer }: Task, speaker: Member | undefined, members: readonly Member[]): Insight["assignee"] {
  if (doer === undefined) return undefined;
  if (doer === "speaker") return speaker;
  const name = doer.name.toLowerCase();
  const called = members.filter((member) => {
    const known = member.name.toLowerCase();
    return known === name || known.split(/\s+/)[0] === name;
  });
  // Two of that name: it is not known which of them is meant.
  return called.length === 1 ? called[0] : { name: doer.name };
}

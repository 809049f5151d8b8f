import type { Member } from "../wire/conversation.js";

export type InsightType = "question" | "action_item" | "follow_up";

/** Something in a message that asks for something. */
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
  /** Who is to do it. */
  readonly assignee?: Member;
  /** Whether someone has bound himself, or was told, to do it; a wish or a suggestion does not. */
  readonly definitive: boolean;
}

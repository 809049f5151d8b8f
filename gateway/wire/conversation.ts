/** `GET /v1/conversations/{id}`. Source: Symbl Conversation API. */
export interface ConversationAnswer {
  readonly id: string;
  readonly type: "meeting";
  readonly name: string;
  /** ISO 8601. */
  readonly startTime: string;
  /** ISO 8601; absent while the call runs. */
  readonly endTime?: string;
  readonly members: readonly Member[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A person that a speaker event has named. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

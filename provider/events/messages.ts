/**
 * Results of a live call, told apart by `type`. Fields that are not listed here are found in `raw`, which is the JSON as it came.
 * Source: Symbl Telephony API, "WebSocket events"; Symbl's SDKs.
 */
export type ResultMessage =
  | TranscriptResponse
  | MessageResponse
  | InsightResponse
  | TopicResponse
  | IntentResponse
  | OtherMessage;

/** The JSON object of a message, as it came. */
export type RawMessage = Readonly<Record<string, unknown>>;

/** What is being said, a moment after it was said. */
export interface TranscriptResponse {
  type: "transcript_response";
  /** `false` while the sentence goes on: later transcripts replace this one. */
  isFinal: boolean;
  payload: { content: string };
  raw: RawMessage;
}

/** Whole sentences, and whose they are; some seconds later than the transcript. */
export interface MessageResponse {
  type: "message_response";
  messages: {
    id?: string | undefined;
    from?: Person | undefined;
    payload: { content: string; contentType?: string | undefined };
  }[];
  raw: RawMessage;
}

/** Action items, questions, follow-ups. */
export interface InsightResponse {
  type: "insight_response";
  insights: {
    id?: string | undefined;
    /** Such as `action_item`, `question`, `follow_up`. */
    type: string;
    text?: string | undefined;
    /** From 0 to 1. */
    confidence?: number | undefined;
    from?: Person | undefined;
    hints?: unknown[] | undefined;
    tags?: unknown[] | undefined;
  }[];
  raw: RawMessage;
}

export interface TopicResponse {
  type: "topic_response";
  topics: {
    id?: string | undefined;
    phrases?: string | undefined;
    /** From 0 to 1. */
    score?: number | undefined;
  }[];
  raw: RawMessage;
}

/** One of the `intents` that the session asked for was heard. */
export interface IntentResponse {
  type: "intent_response";
  intent: {
    /** Such as `answering_machine`, `do_not_call`, `not_interested`, `interested`. */
    intent: string;
    /** Such as `answered_by_human`, `answered_by_machine`. */
    subIntent?: string | undefined;
    /** From 0 to 1. */
    score?: number | undefined;
    text?: string | undefined;
    alternatives?: unknown[] | undefined;
  };
  raw: RawMessage;
}

/** Whatever this version does not know, and known types in a shape that it does not know. */
export interface OtherMessage {
  type: "other";
  /** The message's own type, if it is JSON that names one. */
  name: string | undefined;
  /** Parsed JSON; the text itself where it is none; the bytes of a binary frame that is no JSON either. */
  raw: unknown;
}

/** Who said it. */
export interface Person {
  id?: string | undefined;
  userId?: string | undefined;
  name?: string | undefined;
}

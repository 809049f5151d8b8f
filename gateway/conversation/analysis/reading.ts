/** What the words of one message say by themselves, whoever said them. */
export interface Reading {
  readonly sentences: readonly Sentence[];
  /** What it is about: noun phrases in lower case, as often as they occur. */
  readonly phrases: readonly string[];
}

export interface Sentence {
  readonly text: string;
  /** 1 when a question mark says so, 0.5 when its words do and it has no punctuation, 0 for no question. */
  readonly question: number;
  /** What it wants done. */
  readonly task?: Task;
}

export interface Task {
  readonly type: "action_item" | "follow_up";
  /** 1 for a promise, an order or a request in so many words; 0.5 for what should be done. */
  readonly score: number;
  readonly definitive: boolean;
  /** Whoever said it, or the one of that name; absent when it is not said who. */
  readonly doer?: "speaker" | { readonly name: string };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
/** In the scripts that have one of their own too. */
const QUESTION_MARK = /[?？؟]["'”’»)\]]*$/u;

/** Any language: its sentences, and which of them end with a question mark. Nothing else is read out of it. Pure. */
export function readPlainly(text: string): Reading {
  const sentences = [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter((each) => each !== "");
  return {
    sentences: sentences.map((sentence) => ({ text: sentence, question: endsAsQuestion(sentence) ? 1 : 0 })),
    phrases: [],
  };
}

export function endsAsQuestion(sentence: string): boolean {
  return QUESTION_MARK.test(sentence.trim());
}

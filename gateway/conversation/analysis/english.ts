import nlp from "compromise/two";
import { endsAsQuestion, type Reading, type Sentence, type Task } from "./reading.js";

/**
 * English, read with compromise (a rule-based tagger that runs in the process): rules over parts of speech, no model and nothing learnt, so that the
 * same words always give the same. Pure.
 */

/** What a match is: a part of a text. */
type Part = ReturnType<ReturnType<typeof nlp>["match"]>;

/** Verbs that promise or ask for nothing that is left to do. */
const IDLE_VERBS = new Set(
  `be have know think see want like love hate feel say guess believe hope wish seem hear understand remember mean
  need agree suppose imagine tell admit ask bet assume appear become get go let happen live miss own prefer recall repeat
  start begin stop wait talk look`.split(/\s+/),
);
/** Verbs of getting in touch, and of meeting again. */
const CONTACT =
  `(send|email|e-mail|mail|call|phone|text|message|ping|contact|meet|schedule|reschedule|book|arrange|invite|remind|
  notify|follow|reach|circle|touch)`.replace(/\s+/g, "");
const CONTACT_PHRASES =
  "(get back to|check back|catch up|set up #Determiner? #Adjective? (call|meeting|appointment|demo))";

interface Rule {
  readonly pattern: string;
  readonly score: number;
  readonly definitive: boolean;
  readonly doer?: "speaker";
}

const VERB = "(#Adverb && !#Negative)? [<verb>#Verb]";
const RULES: readonly Rule[] = [
  { pattern: `i (will|shall|must) ${VERB}`, score: 1, definitive: true, doer: "speaker" },
  { pattern: `i am going to ${VERB}`, score: 1, definitive: true, doer: "speaker" },
  { pattern: `i (need|have) to ${VERB}`, score: 1, definitive: true, doer: "speaker" },
  { pattern: `^let me ${VERB}`, score: 1, definitive: true, doer: "speaker" },
  { pattern: `we (will|shall) ${VERB}`, score: 1, definitive: true },
  { pattern: `we are going to ${VERB}`, score: 1, definitive: true },
  { pattern: `^please ${VERB}`, score: 1, definitive: true },
  {
    pattern: `(can|could|would|will) (you|someone|somebody|anyone|anybody) please? ${VERB}`,
    score: 1,
    definitive: false,
  },
  { pattern: `forget to ${VERB}`, score: 1, definitive: true },
  { pattern: `(we|you) (must|should) ${VERB}`, score: 0.5, definitive: false },
  { pattern: `(we|you) (need|have) to ${VERB}`, score: 0.5, definitive: false },
  { pattern: `^let us ${VERB}`, score: 0.5, definitive: false },
];
const NAMED = [
  `^[<who>#Person+] please ${VERB}`,
  `[<who>#Person+] (will|shall|must|should) ${VERB}`,
  `[<who>#Person+] (needs|has|is going) to ${VERB}`,
];

const EMPTY_WORDS =
  `(#Pronoun|#Possessive|#Date|#Value|everyone|everybody|someone|somebody|anyone|anybody|nobody|thing|things|
  something|anything|everything|nothing|next|last|tonight|there|here|morning|afternoon|evening)`.replace(/\s+/g, "");
/** Words of a topic. */
const PHRASE_MAX = 4;

/** Begins as a question does; taken for one where there is no punctuation. */
const ASKS =
  /^(?:(?:and|so|but|okay|ok|well),? )?(?:who|what|when|where|why|how|which|whose|(?:are|is|was|were|do|does|did|can|could|will|would|should|have|has|may|shall) (?:i|you|we|they|he|she|it|there|this|that|the|a|an|any|anyone|anybody|everyone|someone)\b)/i;

export function readEnglish(text: string): Reading {
  // Line breaks of a recogniser end no sentence.
  const document = nlp(text.replace(/\s+/g, " "));
  const sentences: Sentence[] = [];
  document.forEach((sentence) => {
    const words = sentence.text().trim();
    if (words === "") return;
    const task = taskIn(sentence, words);
    sentences.push({ text: words, question: questionIn(words), ...(task === undefined ? {} : { task }) });
  });
  return { sentences, phrases: phrasesOf(document) };
}

function questionIn(words: string): number {
  if (endsAsQuestion(words)) return 1;
  return /[\p{L}\p{N}]$/u.test(words) && ASKS.test(words) ? 0.5 : 0;
}

/** One of the words without which no rule fits: a rule takes much longer to find that out. */
const HINT = /\b(?:will|shall|must|should|going|needs?|ha(?:ve|s)|let|please|can|could|would|forget)\b|['’](?:ll|s)\b/i;

function taskIn(sentence: Part, words: string): Task | undefined {
  if (!HINT.test(words)) return undefined;
  for (const { pattern, score, definitive, doer } of RULES) {
    const type = taskType(sentence, pattern);
    if (type !== undefined) return { type, score, definitive, ...(doer === undefined ? {} : { doer }) };
  }
  for (const pattern of NAMED) {
    const type = taskType(sentence, pattern);
    if (type === undefined) continue;
    const name = sentence
      .match(pattern, "who")
      .text()
      .replace(/[^\p{L}\p{N}]+$/u, "")
      .trim();
    return { type, score: 1, definitive: true, ...(name === "" ? {} : { doer: { name } }) };
  }
  return undefined;
}

function taskType(sentence: Part, pattern: string): Task["type"] | undefined {
  const found = sentence.match(pattern);
  if (!found.found) return undefined;
  const verb = found.match("#Verb$").text("normal").trim().toLowerCase();
  const contact = sentence.has(CONTACT_PHRASES) || new RegExp(`^${CONTACT}$`).test(verb);
  if (contact) return "follow_up";
  return verb === "" || IDLE_VERBS.has(verb) ? undefined : "action_item";
}

/** The nouns that stand together. Pronouns, times and single letters are no topics. */
function phrasesOf(text: Part): readonly string[] {
  const phrases: string[] = [];
  text
    .not(EMPTY_WORDS)
    .match("#Noun+")
    .forEach((run) => {
      const words = run
        .text("normal")
        .replace(/[^\p{L}\p{N}' -]/gu, "")
        .trim()
        .toLowerCase();
      if (/\p{L}{3}/u.test(words) && words.split(/\s+/).length <= PHRASE_MAX) phrases.push(words);
    });
  return phrases;
}

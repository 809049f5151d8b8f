import { nearest } from "../nearest.js";

/** Short texts with little to check. */

const INSIGHT_TYPES: readonly string[] = ["action_item", "question", "follow_up"];

/** What is wrong with a kind of insight. Kinds that we do not know pass, but no slip of a known one. */
export function insightTypeProblem(text: string): string | undefined {
  if (text === "") return "is empty: leave it out of the list";
  if (INSIGHT_TYPES.includes(text)) return undefined;
  const meant = nearest(text, INSIGHT_TYPES);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return /^[A-Za-z][\w-]{0,63}$/.test(text)
    ? undefined
    : `must be the name of a kind of insight, such as ${INSIGHT_TYPES.map((type) => `"${type}"`).join(", ")}`;
}

/** What is wrong with the name of an account: it becomes part of the names of environment variables. */
export function accountProblem(text: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(text)) return undefined;
  return 'must be a name of at most 64 letters, digits, - and _ that starts with a letter, such as "blue"';
}

/** What is wrong with `key=value` pairs between semicolons. */
export function transportConfigProblem(text: string): string | undefined {
  const pairs = text.replace(/;$/, "").split(";");
  const wrong = pairs.findIndex((pair) => !/^[^\s=]+=[^\s\p{Cc}][^\p{Cc}]*$/u.test(pair.trim()));
  if (wrong < 0) return undefined;
  return `has no key=value at place ${wrong + 1}: write pairs between semicolons, such as "transport=UDP;audioTransport=RTP"`;
}

/** What is wrong with text that is shown to people. */
export function labelProblem(text: string): string | undefined {
  return /\p{Cc}/u.test(text) ? "contains a line break, tab or other control character: write one line" : undefined;
}

/** What is wrong with an id that a server gave: it goes into URLs. */
export function idProblem(value: string): string | undefined {
  if (value.length > 200) return "is too long for an id";
  return /^[\w.:~-]+$/.test(value) ? undefined : "must be an id as the server gave it, without spaces or slashes";
}

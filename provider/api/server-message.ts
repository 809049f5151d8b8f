import { redact } from "./redact.js";
import { readApiError } from "./small-answers.js";

const LONGEST_QUOTE = 400;

/** What the server says went wrong: its message, and the fields that it names. */
export function serverMessage(text: string): string | undefined {
  const { message, errors } = readApiError(text) ?? {};
  if (message === undefined) return undefined;
  const fields = Array.isArray(errors) ? errors.map(fieldMessage).filter((field) => field !== undefined) : [];
  return inOneLine([message.replace(/[.\s]+$/, ""), ...fields].join("; "));
}

/** Words of the server, fit to be shown and kept; `undefined` for none, and for what is no text. */
export function inOneLine(words: unknown): string | undefined {
  if (typeof words !== "string" || words.trim() === "") return undefined;
  // Before it is cut short: half of a secret is no longer known for one.
  const said = redact(words.replace(/\p{Cc}+/gu, " ").trim());
  return said.length > LONGEST_QUOTE ? `${said.slice(0, LONGEST_QUOTE)}…` : said;
}

function fieldMessage(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("path" in error) || !("message" in error)) return undefined;
  return `${inWords(error.path)}: ${inWords(error.message)}`;
}

/** Never fails: `String` does on an object with a `toString` of its own, and JSON from the wire may hold one. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

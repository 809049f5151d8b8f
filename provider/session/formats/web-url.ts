/** URLs that the API calls back. No reason repeats one: it may carry a token. */

const LONGEST = 2000;

/** What is wrong with a callback's URL. */
export function webUrlProblem(text: string): string | undefined {
  if (text.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (/[\s\p{Cc}]/u.test(text)) return "contains white space: write %20 for a space";
  if (/^wss?:/i.test(text)) return "is a WebSocket URL: write one that starts with https: or http:";
  if (!/^https?:\/\//i.test(text)) return 'must start with https:// or http://, such as "https://example.com/hook"';
  return URL.canParse(text) ? undefined : 'is no readable URL: write one such as "https://example.com/hook"';
}

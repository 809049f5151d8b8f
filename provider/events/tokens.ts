import type { Deadline } from "../api/deadline.js";
import type { Exchange } from "../api/http.js";
import { type TokenAnswer, type TokenSource, tokenSource } from "../api/token.js";
import type { Access } from "./access.js";

/** A program that rotates its credentials for ever must not grow for ever. */
const MOST_SOURCES = 16;

const sources = new Map<string, TokenSource>();

/** Tokens for these credentials at that server: every event and every subscription of the process shares them. */
export function sharedTokens({ baseUrl, credentials }: Access): TokenSource {
  const key = JSON.stringify([baseUrl, credentials]);
  const source = sources.get(key) ?? patient(tokenSource(baseUrl, credentials));
  // Moved to the end: the one at the front is the one not used for longest.
  sources.delete(key);
  sources.set(key, source);
  for (const oldest of sources.keys()) {
    if (sources.size <= MOST_SOURCES) break;
    sources.delete(oldest);
  }
  return source;
}

/** Who joins in the wait for a token is not to share the end of another's time, or of another's subscription. */
function patient(source: TokenSource): TokenSource {
  return {
    async token(deadline) {
      for (;;) {
        const answer = await source.token(deadline);
        const over = deadline.signal.aborted || deadline.remaining() === 0;
        if (answer.ok || over || answer.error.code !== "SYMBL_TIMEOUT") return answer;
      }
    },
    refused: (token) => source.refused(token),
  };
}

/** What became of a request for which there was no token. */
export function withoutToken(answer: Extract<TokenAnswer, { ok: false }>, deadline: Deadline): Exchange {
  const timedOut = deadline.signal.aborted;
  return { kind: "not-sent", cause: answer.error, timedOut, retryable: answer.transient || timedOut };
}

import { exchangeError, unreadableAnswer } from "../api/answers.js";
import { conversationSchema } from "../api/call-answers.js";
import type { SymblClient } from "../api/client.js";
import type { Deadline } from "../api/deadline.js";
import type { SymblError } from "../api/errors.js";
import { parseJson } from "../api/json.js";
import { repeatUntilFinal, type Waiting } from "../api/repeat.js";
import { isTransient, UNREACHABLE_ATTEMPTS } from "../api/retry.js";

/** What the server says of a call. */
export type Observed =
  | { status: "live"; startedAt: string | undefined }
  | { status: "ended"; startedAt: string | undefined; endedAt: string }
  /** Not "gone": the server could not be asked, or did not say. */
  | { status: "unknown"; why: SymblError };

/** Asks for the state of a call. A set `endTime` means ended; a 404 or an answer that makes no sense means unknown, never ended. */
export async function observe(
  client: SymblClient,
  conversationId: string,
  deadline: Deadline,
  waiting?: Waiting,
): Promise<Observed> {
  let attempts = 0;
  const result = await repeatUntilFinal(
    () => client.conversation(conversationId, deadline),
    deadline,
    waiting,
    (last) => !isTransient(last) || ++attempts >= UNREACHABLE_ATTEMPTS,
  );
  if (result.kind !== "answer" || result.status !== 200) {
    return { status: "unknown", why: exchangeError("conversation", client.baseUrl, result) };
  }
  const parsed = conversationSchema.safeParse(parseJson(result.text));
  const ended = parsed.success ? isoTime(parsed.data.endTime) : "unreadable";
  if (!parsed.success || parsed.data.id !== conversationId || ended === "unreadable") {
    return { status: "unknown", why: unreadableAnswer("conversation", client.baseUrl, result) };
  }
  const started = isoTime(parsed.data.startTime);
  const startedAt = started === "unreadable" ? undefined : started;
  return ended === undefined ? { status: "live", startedAt } : { status: "ended", startedAt, endedAt: ended };
}

function isoTime(text: string | null | undefined): string | undefined | "unreadable" {
  if (text === undefined || text === null || text === "") return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? "unreadable" : at.toISOString();
}

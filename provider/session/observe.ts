import { exchangeError, unreadableAnswer } from "../api/answers.js";
import { conversationSchema } from "../api/call-answers.js";
import type { SymblClient } from "../api/client.js";
import type { Deadline } from "../api/deadline.js";
import type { SymblError } from "../api/errors.js";
import { parseJson } from "../api/json.js";
import { repeatUntilFinal, type Waiting } from "../api/repeat.js";
import { isTransient, UNREACHABLE_ATTEMPTS } from "../api/retry.js";
import { inOneLine } from "../api/server-message.js";

/** What the server says of a call. */
export type Observed =
  | ({ status: "live" } & Seen)
  | ({ status: "ended"; endedAt: string; endCause?: string } & Seen)
  /** Not "gone": the server could not be asked, or did not say. */
  | { status: "unknown"; why: SymblError };

interface Seen {
  startedAt: string | undefined;
  /** What a person should know of the call, in the server's words. Missing for nothing. */
  warnings?: readonly string[];
}

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
  const warnings = warningsOf(parsed.data.warnings);
  const seen: Seen = { startedAt, ...(warnings.length === 0 ? {} : { warnings }) };
  if (ended === undefined) return { status: "live", ...seen };
  const endCause = inOneLine(parsed.data.endCause);
  return { status: "ended", endedAt: ended, ...(endCause === undefined ? {} : { endCause }), ...seen };
}

/** More would only flood the engine's log. */
const WARNINGS_MAX = 5;

function warningsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, WARNINGS_MAX)
    .map(inOneLine)
    .filter((warning) => warning !== undefined);
}

function isoTime(text: string | null | undefined): string | undefined | "unreadable" {
  if (text === undefined || text === null || text === "") return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? "unreadable" : at.toISOString();
}

import { redact } from "./redact.js";

/** Stable names of everything that can go wrong; a program may branch on them. The README lists what each means. */
export const SYMBL_ERROR_CODES = [
  "SYMBL_INVALID_INPUTS",
  "SYMBL_INVALID_SETTINGS",
  "SYMBL_CREDENTIALS_MISSING",
  "SYMBL_UNTRUSTED_ORIGIN",
  "SYMBL_BAD_REQUEST",
  "SYMBL_UNAUTHORIZED",
  "SYMBL_NOT_FOUND",
  "SYMBL_TOO_MANY_CALLS",
  "SYMBL_SERVER_ERROR",
  "SYMBL_UNEXPECTED_STATUS",
  "SYMBL_UNREADABLE_ANSWER",
  "SYMBL_UNREACHABLE",
  "SYMBL_ANSWER_LOST",
  "SYMBL_TIMEOUT",
  "SYMBL_START_UNKNOWN",
  "SYMBL_START_NOT_PLACED",
  "SYMBL_HANG_UP_UNCONFIRMED",
  "SYMBL_JOURNAL_UNWRITABLE",
  "SYMBL_SESSION_BUSY",
  "SYMBL_INTERRUPTED",
  "SYMBL_ADOPTED_CALL",
  "SYMBL_SUBSCRIPTION_FAILED",
] as const;

export type SymblErrorCode = (typeof SYMBL_ERROR_CODES)[number];

/** Survives two installed copies of this package, where `instanceof` by prototype would not. */
const FAMILY = Symbol.for("pulumi-symbl-telephony.error");

/**
 * The one family of errors. Messages say what happened, to which property or server, and what to do next. Credentials are masked in the
 * message and in the cause, here and nowhere else.
 */
export class SymblError extends Error {
  readonly code: SymblErrorCode;
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;

  constructor(code: SymblErrorCode, message: string, details: { cause?: unknown; status?: number } = {}) {
    super(redact(message), details.cause === undefined ? undefined : { cause: redactedCause(details.cause) });
    this.name = "SymblError";
    this.code = code;
    this.status = details.status;
    Object.defineProperty(this, FAMILY, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && FAMILY in value;
  }
}

/** For what is not begun any more, since this process is to go. */
export function interrupted(): SymblError {
  return new SymblError("SYMBL_INTERRUPTED", "Interrupted before anything was sent; run the command again");
}

/** One mistake in what a program wrote: where it stands, and what to write instead. */
export interface Problem {
  /** Such as `actions[0].parameters.emails[1]`. */
  path: string;
  reason: string;
}

/** Code `SYMBL_INVALID_INPUTS`: every mistake at once. */
export class InvalidInputsError extends SymblError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super("SYMBL_INVALID_INPUTS", problems.map(problemText).join("\n"));
    this.problems = problems;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof SymblError && value.code === "SYMBL_INVALID_INPUTS";
  }
}

/** A problem in one line, as `check` reports it. */
export function problemText(problem: Problem): string {
  return redact(problem.path === "" ? problem.reason : `${problem.path}: ${problem.reason}`);
}

/** A cause without anything secret: its name, code and message, its own cause, and no stack. */
function redactedCause(cause: unknown): unknown {
  if (cause instanceof SymblError) return cause;
  if (!(cause instanceof Error)) return redact(String(cause));
  const copy = new Error(redact(cause.message || String(errorCode(cause) ?? cause.name)));
  copy.name = cause.name;
  copy.stack = "";
  const code = errorCode(cause);
  if (code !== undefined) Object.defineProperty(copy, "code", { value: code, enumerable: true });
  return copy;
}

/** The `code` of a Node.js or undici error, such as `ECONNREFUSED`; an AggregateError's is that of its first error. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if ("errors" in error && Array.isArray(error.errors)) return errorCode(error.errors[0]);
  if ("cause" in error) return errorCode(error.cause);
  return undefined;
}

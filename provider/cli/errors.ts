import { errorCode, SymblError } from "../api/errors.js";
import { redact } from "../api/redact.js";

/** The command was written wrongly; nothing was done. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(
    message: string,
    /** Whose help to point to. Default: that of the whole command line. */
    readonly command?: string,
  ) {
    super(message);
  }
}

/** The command could not be carried out. The message says what to do next. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** One line on any error, with nothing secret in it. */
export function inWords(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof SymblError) return `${error.code}: ${error.message}`;
  return redact(error instanceof Error ? error.message : String(error));
}

/** Why a journal fails, such as `EACCES`; `undefined` for any other error. */
export function journalTrouble(error: unknown): string | undefined {
  if (!(error instanceof SymblError) || error.code !== "SYMBL_JOURNAL_UNWRITABLE") return undefined;
  return errorCode(error.cause) ?? "unknown error";
}

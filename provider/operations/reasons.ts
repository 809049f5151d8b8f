import type { SymblError } from "../api/errors.js";

/**
 * What a person must read when a resource is saved although its creation failed: Pulumi shows nothing but these. Each says what happened, what
 * to check, and what the next commands will do.
 */
export function unknownStartReasons(why: SymblError, baseUrl: string, idempotencyKey: string): [string, ...string[]] {
  return [
    `SYMBL_START_UNKNOWN: the start was sent to ${baseUrl}, but whether a call was placed is unknown. ${why.message}`,
    `Check whether a bot has joined the meeting or the telephone rang, or look for the key ${idempotencyKey} in the server's log. ` +
      "The session is kept in the state, and nothing dials again on its own.",
    unknownStartChoices(),
  ];
}

/** What the commands do about a start of unknown outcome. */
export function unknownStartChoices(): string {
  return (
    "The next `pulumi up` and `pulumi destroy` ask the server for the start again: a call that it finds is hung up (and `up` dials anew), a start that it " +
    "never placed is let go. Where the server cannot tell, both stop here. Once you have made sure that no call is live, run them with SYMBL_UNKNOWN_START=forget"
  );
}

/** For a call that is live, but whose answer lacks fields. */
export function damagedAnswerReasons(
  baseUrl: string,
  connectionId: string,
  missing: readonly string[],
): [string, ...string[]] {
  return [
    `SYMBL_UNREADABLE_ANSWER: the call was placed (connection ${connectionId}), but the answer of ${baseUrl} was damaged: ${whatIsDamaged(missing)}.`,
    "The session is kept in the state. `pulumi destroy` hangs it up; `pulumi up` asks the server for what is missing; " +
      "`pulumi up --replace <URN>` hangs up and dials anew.",
  ];
}

/** An answer may name all that there is, and still not be one: broken off at its end, or without the connection that its URLs name. */
function whatIsDamaged(missing: readonly string[]): string {
  return missing.length === 0 ? "all that is known was picked out of it" : `${missing.join(", ")} missing`;
}

/** `text`, ready for another sentence to follow: most messages end without a full stop, some with one. */
export function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

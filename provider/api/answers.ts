import { whatToCheck, whyNoAnswer } from "./connecting.js";
import { SymblError, type SymblErrorCode } from "./errors.js";
import type { Exchange } from "./http.js";
import { afterStart } from "./retry.js";
import { serverMessage } from "./server-message.js";
import { readApiError } from "./small-answers.js";

/** What a request was for, as messages name it. */
export type Operation = "start" | "stop" | "look-up" | "conversation" | "token" | "speaker event" | "subscription";

type Answer = Extract<Exchange, { kind: "answer" }>;

interface StatusMeaning {
  code: SymblErrorCode;
  meaning: string;
  next: string;
}

/** Source: Symbl Telephony API, "Errors"; the words on what to do next are ours. */
function meaningOf(status: number, operation: Operation): StatusMeaning {
  if (status === 400) {
    return {
      code: "SYMBL_BAD_REQUEST",
      meaning: "bad request",
      next: afterBadRequest(operation),
    };
  }
  if (status === 401) {
    return {
      code: "SYMBL_UNAUTHORIZED",
      meaning: "the credentials were refused",
      next: afterRefusedCredentials(operation),
    };
  }
  if (status === 404) {
    return { code: "SYMBL_NOT_FOUND", ...notFound(operation) };
  }
  if (status === 429) {
    return {
      code: "SYMBL_TOO_MANY_CALLS",
      meaning: "too many concurrent calls for this account",
      next: afterTooMany(operation),
    };
  }
  if (status >= 500) {
    return {
      code: "SYMBL_SERVER_ERROR",
      meaning: "something went wrong on the server",
      next: "Try again; if it stays, look at the server's log or ask its operator",
    };
  }
  return {
    code: "SYMBL_UNEXPECTED_STATUS",
    meaning:
      status >= 300 && status < 400 ? "a redirect, which is not followed with credentials" : "not a status of this API",
    next: "Check that the base URL (SYMBL_BASE_URL or symbl:baseUrl) is that of a Symbl-compatible server",
  };
}

function afterBadRequest(operation: Operation): string {
  switch (operation) {
    case "start":
    case "speaker event":
      return "Mend the fields it names. If it names none, compare them with the API's documentation";
    case "token":
      return "Check the app id and the app secret, and that the base URL (SYMBL_BASE_URL or symbl:baseUrl) is that of a Symbl-compatible server";
    case "stop":
      return "The call may be live: look at the server's log or ask its operator, then run the command again";
    case "look-up":
    case "conversation":
    case "subscription":
      return "Look at the server's log or ask its operator";
  }
}

function afterRefusedCredentials(operation: Operation): string {
  const another = "Get a new token, or set SYMBL_APP_ID and SYMBL_APP_SECRET so that tokens are minted as needed";
  switch (operation) {
    case "token":
      return "Check the app id and the app secret (SYMBL_APP_ID and SYMBL_APP_SECRET, or symbl:appId and symbl:appSecret; a named account has its own), and that they belong to this server";
    case "speaker event":
    case "subscription":
      return "Get a new token, or give an app id and an app secret so that tokens are minted as needed";
    case "start":
      return another;
    case "stop":
    case "look-up":
    case "conversation":
      return `${another}. On a destroy or refresh the config stored in the state is used: set the environment variables, or add --run-program`;
  }
}

function afterTooMany(operation: Operation): string {
  switch (operation) {
    case "start":
      return "Wait for some to end, or end them; raise timeouts.start to wait longer, or the account's limit";
    case "stop":
      return "Run the command again in a while; raise timeouts.stop to wait longer";
    case "look-up":
    case "conversation":
    case "token":
    case "speaker event":
    case "subscription":
      return "Try again in a while";
  }
}

function notFound(operation: Operation): Omit<StatusMeaning, "code"> {
  const meaning = "not found";
  switch (operation) {
    case "look-up":
      return {
        meaning,
        next: "The server may not keep the keys of starts; if it does, check that the account is the one that placed the call",
      };
    case "conversation":
      return { meaning, next: "Check that the account is the one that placed the call" };
    case "start":
    case "stop":
    case "token":
      return {
        meaning,
        next: "Check the base URL (SYMBL_BASE_URL or symbl:baseUrl), and that the account is the one that placed the call",
      };
    case "speaker event":
    case "subscription":
      return {
        meaning: "no such call",
        next: "It has most likely ended: its URLs live no longer than the call. If it lives, check that the account is the one that placed it",
      };
  }
}

/** The error that an answer other than the expected one stands for. */
export function apiError(operation: Operation, baseUrl: string, answer: Answer): SymblError {
  const { code, meaning, next } = meaningOf(answer.status, operation);
  const said = serverMessage(answer.text);
  const quote = said === undefined ? "" : ` It said: ${said}.`;
  return new SymblError(
    code,
    `${subject(operation, answer)}: ${baseUrl} answered ${answer.status}, ${meaning}.${quote} ${next}`,
    {
      status: answer.status,
    },
  );
}

/** The error for an answer with the right status whose body makes no sense. */
export function unreadableAnswer(operation: Operation, baseUrl: string, answer: Answer): SymblError {
  const what = answer.complete ? "a body that is not what the API documents" : "a body that broke off or was too long";
  return new SymblError(
    "SYMBL_UNREADABLE_ANSWER",
    `${subject(operation, answer)}: ${baseUrl} answered ${answer.status} with ${what}. Check that the base URL (SYMBL_BASE_URL or symbl:baseUrl) is that of a Symbl-compatible server`,
    { status: answer.status },
  );
}

/** The error for a request that got no answer. */
export function transportError(
  operation: Operation,
  baseUrl: string,
  failed: Extract<Exchange, { kind: "not-sent" | "lost" }>,
): SymblError {
  if (failed.cause instanceof SymblError) return withoutToken(operation, failed, failed.cause);
  const why = whyFailed(failed);
  if (failed.timedOut) {
    return new SymblError(
      "SYMBL_TIMEOUT",
      `${subject(operation, failed)}: no answer from ${baseUrl} in the time allowed (${why}). Check that the server is well, or raise timeouts`,
      { cause: failed.cause },
    );
  }
  switch (failed.kind) {
    case "not-sent":
      return new SymblError(
        "SYMBL_UNREACHABLE",
        `${subject(operation, failed)}: ${baseUrl} cannot be reached (${why}); nothing was sent. ${whatToCheck(baseUrl, failed.cause)}`,
        { cause: failed.cause },
      );
    case "lost":
      return new SymblError(
        "SYMBL_ANSWER_LOST",
        `${subject(operation, failed)}: the connection to ${baseUrl} broke before the answer came (${why}). Check that the server is well`,
        { cause: failed.cause },
      );
  }
}

/** What was not done, and why there was no token to do it with. */
function withoutToken(operation: Operation, failed: Exchange, cause: SymblError): SymblError {
  if (operation === "token") return cause;
  const status = cause.status === undefined ? {} : { status: cause.status };
  return new SymblError(cause.code, `${subject(operation, failed)}. ${cause.message}`, { cause, ...status });
}

/** The error that an exchange without the hoped-for outcome stands for. */
export function exchangeError(operation: Operation, baseUrl: string, failed: Exchange): SymblError {
  return failed.kind === "answer" ? apiError(operation, baseUrl, failed) : transportError(operation, baseUrl, failed);
}

/** A few words on an exchange, for somebody who waits. */
export function inFewWords(failed: Exchange): string {
  return failed.kind === "answer" ? statusInFewWords(failed.status) : whyFailed(failed);
}

function statusInFewWords(status: number): string {
  // Nobody waits after a success, unless nothing can be made of it.
  return status >= 200 && status < 300
    ? `${status} with an unreadable body`
    : `${status}, ${meaningOf(status, "start").meaning}`;
}

/** Whether the body is an error of the API itself, rather than of a proxy before it. */
export function isApiErrorBody(text: string): boolean {
  return readApiError(text) !== undefined;
}

function whyFailed(failed: Extract<Exchange, { kind: "not-sent" | "lost" }>): string {
  if (failed.cause instanceof SymblError) return `no access token: ${whyNoToken(failed, failed.cause)}`;
  if (failed.timedOut) return failed.kind === "not-sent" ? "not even a connection" : "the request had been sent";
  return whyNoAnswer(failed.cause);
}

function whyNoToken(failed: Extract<Exchange, { kind: "not-sent" | "lost" }>, error: SymblError): string {
  return error.status === undefined ? whyFailed({ ...failed, cause: error.cause }) : statusInFewWords(error.status);
}

/** What failed. A start that may have placed a call is not said to have placed none. */
function subject(operation: Operation, what: Exchange): string {
  switch (operation) {
    case "start": {
      const after = afterStart(what);
      return after === "rejected" || after === "retry" ? "The call was not placed" : "The start was sent";
    }
    case "stop":
      return "The call could not be hung up";
    case "look-up":
      return "The start could not be looked up";
    case "conversation":
      return "The conversation could not be read";
    case "token":
      return "No access token could be had";
    case "speaker event":
      return "The speaker event was not taken";
    case "subscription":
      return "The results could not be subscribed to";
  }
}

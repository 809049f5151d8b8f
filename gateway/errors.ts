/** Every error that the gateway raises on purpose, each with a stable `code`. */

/** An answer of the API other than success. Source: Symbl Telephony API, "Errors"; body `{"code"?, "message"?}` as Symbl's SDKs read it. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status of the answer. */
    readonly status: number,
    /** Body of the answer, sent as it is. */
    readonly body: ErrorBody,
    /** Headers of the answer besides those of any answer. Default: none. */
    readonly headers: Readonly<Record<string, string>> = {},
    { why, ...options }: ErrorOptions & { readonly why?: readonly string[] } = {},
  ) {
    super(body.message ?? body.code ?? `HTTP ${status}`, options);
    this.why = why ?? body.errors?.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)) ?? [];
  }

  /** Why, in sentences for whoever runs the gateway; the caller never sees them. Default: every wrong field. */
  readonly why: readonly string[];
}

export interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  /** Every wrong field of the request, with a 400 only. */
  readonly errors?: readonly Problem[];
}

/** One wrong field. */
export interface Problem {
  /** Path of the field in the body, such as `actions[0].parameters.emails[1]`; `""` is the body itself. */
  readonly path: string;
  readonly message: string;
}

export type StartupErrorCode =
  /** A flag, variable or apps file has a value that cannot be used. */
  | "BAD_OPTION"
  /** No app is configured and the development credentials may not be used. */
  | "NO_APPS"
  /** The database cannot be reached, or the data folder is another process's. */
  | "NO_STORAGE"
  /** A program that an option needs is not installed. */
  | "NOT_INSTALLED"
  /** The port or address cannot be listened on. */
  | "CANNOT_LISTEN";

/** Why the gateway did not start. */
export class StartupError extends Error {
  override readonly name = "StartupError";

  constructor(
    readonly code: StartupErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** 400 that names every wrong field. */
export function badRequest(problems: readonly Problem[]): ApiError {
  const [first] = problems;
  const named = first === undefined ? "" : ` ${first.path === "" ? "The body" : first.path}: ${first.message}`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more, see errors)` : "";
  return new ApiError(400, { message: `The request is not valid.${named}${more}`, errors: problems });
}

/** 401 of a missing, unknown or expired token. Source: Symbl, "Authentication". */
export function badToken(why: readonly string[] = []): ApiError {
  return new ApiError(401, { message: "Token validation failed for provided token." }, {}, { why });
}

/** 401 of a wrong appId or appSecret; which of the two is not said. */
export function badCredentials(why: readonly string[] = []): ApiError {
  return new ApiError(401, { message: "The appId or the appSecret is not correct." }, {}, { why });
}

/** 404 of a connection that is unknown, over, or another app's: which of them is not said. */
export function connectionNotFound(): ApiError {
  return new ApiError(404, {
    code: "CONNECTION_NOT_FOUND",
    message: "The connectionId is either invalid or does not exist.",
  });
}

/** Source: Symbl Conversation API, 404. */
export function conversationNotFound(): ApiError {
  return new ApiError(404, { message: "The conversationId is either invalid or does not exist." });
}

/** 409 of what cannot be done while the call is up. */
export function conversationLive(): ApiError {
  return new ApiError(409, {
    code: "CONVERSATION_LIVE",
    message: "The call of this conversation is up; stop it first.",
  });
}

/** 429 with the message of Symbl's API limit error. Source: Symbl, "API Limit Error". */
export function tooManyCalls(limit: number, retryAfterSeconds: number): ApiError {
  return new ApiError(
    429,
    {
      code: "TOO_MANY_CONNECTIONS",
      message: `This API has a limit of maximum of \`${limit}\` number of concurrent jobs per account. Wait for a call to end, or stop one, and start again.`,
    },
    { "retry-after": String(retryAfterSeconds) },
  );
}

/** What a 429 asks for that waits for a call to end: nobody knows when one will. */
const LINE_FREE_AFTER_SECONDS = 5;

/** 429 of a call too many for the gateway as a whole, or for the trunks that take it. */
export function noLineFree(what: "the gateway" | "every trunk that takes it"): ApiError {
  return new ApiError(
    429,
    {
      code: "NO_LINE_FREE",
      message: `Nothing was dialled: ${what} has as many calls up as it may have. Wait for a call to end, or stop one, and start again.`,
    },
    { "retry-after": String(LINE_FREE_AFTER_SECONDS) },
  );
}

/** 429 of an app that starts calls too fast. */
export function tooManyStarts(limit: number, retryAfterSeconds: number): ApiError {
  return new ApiError(
    429,
    {
      code: "TOO_MANY_STARTS",
      message: `Nothing was dialled: this app may start ${limit} calls within a minute, and has; wait as long as Retry-After says.`,
    },
    { "retry-after": String(retryAfterSeconds) },
  );
}

/** 429 of someone who has sent too many wrong credentials. */
export function tooManyAttempts(retryAfterSeconds: number): ApiError {
  return new ApiError(
    429,
    { code: "TOO_MANY_ATTEMPTS", message: "Too many wrong credentials came from this address, or for this app; wait." },
    { "retry-after": String(retryAfterSeconds) },
  );
}

/** 414 of a path and query together. */
export function urlTooLong(): ApiError {
  return new ApiError(414, { code: "URL_TOO_LONG", message: "The path with its query is too long." });
}

/** 429 of a WebSocket too many. */
export function tooManySockets(): ApiError {
  return new ApiError(
    429,
    { code: "TOO_MANY_SOCKETS", message: "Too many WebSockets of this connection, or of this app, are open." },
    { "retry-after": "5" },
  );
}

/** 503 while the gateway is on its way down; nothing was dialled. */
export function stopping(): ApiError {
  return new ApiError(503, { code: "GATEWAY_STOPPING", message: "The gateway is stopping; nothing was dialled." });
}

import { ApiError } from "../errors.js";

/** 503: the database is away, its disk is full, or this process has lost its place in it. Asking again may help. */
export class StoreUnavailable extends ApiError {
  constructor(
    /** For the log; the caller is told no more than that. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(
      503,
      {
        code: "STORE_UNAVAILABLE",
        message: "The gateway cannot reach its storage now; what was asked for is not done. Ask again.",
      },
      { "retry-after": "1" },
      options,
    );
  }
}

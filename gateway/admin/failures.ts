import { failure } from "../http/answers.js";

/** What a request under `/_gateway` from elsewhere, or while the storage is away, is answered; for the `response` of a route's schema. */
export const adminFailures = { 401: failure, 403: failure, 429: failure, 500: failure, 503: failure };

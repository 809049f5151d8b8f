import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import { journalAnswerSchema, journalQuerySchema } from "../wire/journal.js";
import { adminFailures } from "./failures.js";
import type { Journal } from "./journal.js";
import { filterJournal } from "./journal-filter.js";

/** `GET /_gateway/requests`: what arrived, in that order, and why it was refused. */
export function requestsRoutes(scope: App, journal: Journal): void {
  const schema = {
    summary: "What arrived, in that order, and why it was refused",
    tags: ["gateway"],
    querystring: journalQuerySchema,
    response: { 200: journalAnswerSchema, 400: failure, ...adminFailures },
  };
  scope.get("/_gateway/requests", { schema }, async (request, reply) =>
    reply.send({
      requests: filterJournal(journal.entries, request.query).map((entry) => ({ ...entry, why: [...entry.why] })),
    }),
  );
}

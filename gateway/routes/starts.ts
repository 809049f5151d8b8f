import { z } from "zod";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { lookUpStart } from "../sessions/start.js";
import { startAnswerSchema } from "../wire/connect.js";
import { IDEMPOTENCY_KEY } from "../wire/formats.js";

const paramsSchema = z.object({
  key: z
    .string()
    .regex(IDEMPOTENCY_KEY, { error: "1 to 255 visible ASCII characters." })
    .describe("The Idempotency-Key of the start."),
});

/**
 * `GET /v1/starts/{key}`: what became of the start with that `Idempotency-Key`. 200 with its answer; 202 while it runs; 404 when there was none,
 * and then a later one gets 409.
 */
export function startRoutes(app: App, parts: { readonly sessions: SessionContext }): void {
  const schema = {
    summary: "What became of the start with that Idempotency-Key",
    tags: ["telephony"],
    params: paramsSchema,
    response: {
      200: startAnswerSchema,
      202: failure,
      400: failure,
      401: failure,
      404: failure,
      500: failure,
      503: failure,
    },
  };
  app.get("/v1/starts/:key", { schema }, async (request, reply) => {
    const found = await lookUpStart(parts.sessions, request.appId, request.params.key);
    switch (found.kind) {
      case "answered":
        return reply.code(200).send(found.answer);
      case "running":
        return reply.code(202).send({ code: "START_RUNNING", message: "The start is still running; ask again." });
      case "not-found":
        return reply.code(404).send({ code: "START_NOT_FOUND" });
    }
  });
}

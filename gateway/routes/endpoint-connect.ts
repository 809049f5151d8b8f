import { z } from "zod";
import { badRequest } from "../errors.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { startSession } from "../sessions/start.js";
import { stopSession } from "../sessions/stop.js";
import { connectRequestSchema, startAnswerSchema, stopAnswerSchema } from "../wire/connect.js";
import { IDEMPOTENCY_KEY } from "../wire/formats.js";

/** `POST /v1/endpoint:connect`: start answers 201, stop 200. Source: Symbl Telephony API. */
export function endpointConnectRoutes(
  app: App,
  parts: { readonly sessions: SessionContext; readonly baseUrlFor: (host: string | undefined) => string },
): void {
  const schema = {
    summary: "Starts a call, or stops it",
    description:
      "`start` answers 201. With an `Idempotency-Key` it places one call in 24 hours: repeated, it gets the same 201 with `Idempotency-Replayed: true`; with another body " +
      "422; while the first still runs, or after its key was looked up in vain, 409. `stop` answers 200, also when the call had ended before.",
    tags: ["telephony"],
    requestHeaders: { "Idempotency-Key": z.string().regex(IDEMPOTENCY_KEY) },
    answerHeaders: { 201: { "Idempotency-Replayed": z.literal("true") }, 429: { "Retry-After": z.string() } },
    body: connectRequestSchema,
    response: {
      200: stopAnswerSchema,
      201: startAnswerSchema,
      400: failure,
      401: failure,
      404: failure,
      409: failure,
      422: failure,
      429: failure,
      500: failure,
      503: failure,
    },
  };
  app.post("/v1/endpoint::connect", { schema }, async (request, reply) => {
    const { body, appId } = request;
    switch (body.operation) {
      case "start": {
        const { answer, replayed } = await startSession(parts.sessions, {
          appId,
          request: body,
          key: idempotencyKey(request.headers["idempotency-key"]),
          baseUrl: parts.baseUrlFor(request.headers.host),
        });
        if (request.journalEntry !== null) request.journalEntry.connectionId = answer.connectionId;
        if (replayed) reply.header("Idempotency-Replayed", "true");
        return reply.code(201).send(answer);
      }
      case "stop":
        return reply.code(200).send(await stopSession(parts.sessions, appId, body.connectionId));
    }
  });
}

function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && IDEMPOTENCY_KEY.test(header)) return header;
  throw badRequest([{ path: "Idempotency-Key", message: "The header must be 1 to 255 visible ASCII characters." }]);
}

import { z } from "zod";
import { empty, failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { ownLiveConnection } from "../sessions/own-connection.js";
import { takeSpeakerEvent } from "../sessions/speaker-event.js";
import { speakerEventSchema } from "../wire/speaker-event.js";

const paramsSchema = z.object({ connectionId: z.string() });

/** `POST /v1/event/{connectionId}`: 200 with an empty body. Source: Symbl's SDKs, `EventApi`. */
export function speakerEventRoutes(app: App, parts: { readonly sessions: SessionContext }): void {
  const schema = {
    summary: "Who speaks, joins or leaves",
    tags: ["telephony"],
    params: paramsSchema,
    body: speakerEventSchema,
    response: { 200: empty, 400: failure, 401: failure, 404: failure, 500: failure, 503: failure },
  };
  app.post("/v1/event/:connectionId", { schema }, async (request, reply) => {
    const connection = await ownLiveConnection(parts.sessions, request.appId, request.params.connectionId);
    await takeSpeakerEvent(parts.sessions, connection, request.body);
    return reply.code(200).send();
  });
}

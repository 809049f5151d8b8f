import { z } from "zod";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { ownLiveConnection } from "../sessions/own-connection.js";
import { takeSpeakerEvent } from "../sessions/speaker-event.js";
import { speakerEventSchema } from "../wire/speaker-event.js";

const paramsSchema = z.object({ connectionId: z.string() });

/** `POST /v1/event/{connectionId}`: 200 with an empty body. Source: Symbl's SDKs, `EventApi`. */
export function speakerEventRoutes(app: App, parts: { readonly sessions: SessionContext }): void {
  app.post(
    "/v1/event/:connectionId",
    { schema: { params: paramsSchema, body: speakerEventSchema } },
    async (request, reply) => {
      const connection = await ownLiveConnection(parts.sessions, request.appId, request.params.connectionId);
      await takeSpeakerEvent(parts.sessions, connection, request.body);
      return reply.code(200).send();
    },
  );
}

import { z } from "zod";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { readConversation } from "../sessions/conversation.js";

const paramsSchema = z.object({ conversationId: z.string() });

/** `GET /v1/conversations/{conversationId}`: `endTime` is absent while the call runs. Source: Symbl Conversation API. */
export function conversationRoutes(app: App, parts: { readonly sessions: SessionContext }): void {
  app.get("/v1/conversations/:conversationId", { schema: { params: paramsSchema } }, async (request) =>
    readConversation(parts.sessions, request.appId, request.params.conversationId),
  );
}

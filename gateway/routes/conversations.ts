import { z } from "zod";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { readConversation } from "../sessions/conversation.js";
import { conversationAnswerSchema } from "../wire/conversation.js";

const paramsSchema = z.object({ conversationId: z.string() });

/** `GET /v1/conversations/{conversationId}`: `endTime` is absent while the call runs. Source: Symbl Conversation API. */
export function conversationRoutes(app: App, parts: { readonly sessions: SessionContext }): void {
  const schema = {
    summary: "A conversation",
    tags: ["conversations"],
    params: paramsSchema,
    response: { 200: conversationAnswerSchema, 400: failure, 401: failure, 404: failure, 500: failure, 503: failure },
  };
  app.get("/v1/conversations/:conversationId", { schema }, async (request) =>
    readConversation(parts.sessions, request.appId, request.params.conversationId),
  );
}

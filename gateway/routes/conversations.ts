import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { changeMetadata, deleteConversation, readConversation } from "../sessions/conversation.js";
import {
  conversationAnswerSchema,
  conversationParamsSchema,
  deletionAnswerSchema,
  metadataRequestSchema,
} from "../wire/conversation.js";

/** `GET`, `PUT` and `DELETE /v1/conversations/{conversationId}`. Source: Symbl Conversation API. */
export function conversationRoutes(app: App, { sessions }: { readonly sessions: SessionContext }): void {
  const url = "/v1/conversations/:conversationId";
  const common = { tags: ["conversations"], params: conversationParamsSchema };
  const failures = { 400: failure, 401: failure, 404: failure, 500: failure, 503: failure };

  app.get(
    url,
    {
      schema: {
        ...common,
        summary: "The conversation; endTime is absent while its call is up",
        response: { 200: conversationAnswerSchema, ...failures },
      },
    },
    async (request) => readConversation(sessions, request.appId, request.params.conversationId),
  );

  app.put(
    url,
    {
      schema: {
        ...common,
        summary: "Replaces the metadata; nothing else can be changed",
        body: metadataRequestSchema,
        response: { 200: conversationAnswerSchema, ...failures, 413: failure, 415: failure },
      },
    },
    async (request) => changeMetadata(sessions, request.appId, request.params.conversationId, request.body.metadata),
  );

  app.delete(
    url,
    {
      schema: {
        ...common,
        summary: "Deletes the conversation with all that it has, for good; 409 while its call is up",
        response: { 200: deletionAnswerSchema, ...failures, 409: failure },
      },
    },
    async (request) => {
      await deleteConversation(sessions, request.appId, request.params.conversationId);
      return { message: "successfully deleted the conversation" };
    },
  );
}

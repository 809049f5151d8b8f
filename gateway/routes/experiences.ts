import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { ownConversation } from "../sessions/conversation.js";
import { summaryUrl } from "../sessions/summary-link.js";
import { conversationParamsSchema, experienceAnswerSchema, experienceRequestSchema } from "../wire/conversation.js";

/** `POST /v1/conversations/{conversationId}/experiences`: a link to the summary page. Source: Symbl, "POST Text Summary UI". */
export function experienceRoutes(
  app: App,
  {
    sessions,
    baseUrlFor,
  }: { readonly sessions: SessionContext; readonly baseUrlFor: (host: string | undefined) => string },
): void {
  const schema = {
    summary: "A link to the summary page, good for 30 days unless asked otherwise",
    tags: ["conversations"],
    params: conversationParamsSchema,
    body: experienceRequestSchema,
    response: {
      200: experienceAnswerSchema,
      400: failure,
      401: failure,
      404: failure,
      413: failure,
      415: failure,
      500: failure,
      503: failure,
    },
  };
  app.post("/v1/conversations/:conversationId/experiences", { schema }, async (request) => {
    const { conversationId } = await ownConversation(sessions, request.appId, request.params.conversationId);
    const { name, summaryURLExpiresIn: lifetime } = request.body;
    const expiresAt = lifetime === 0 ? undefined : sessions.clock() + 1_000 * lifetime;
    return { name, url: summaryUrl(baseUrlFor(request.headers.host), sessions.hashKey, conversationId, expiresAt) };
  });
}

import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { ownConversation } from "../sessions/conversation.js";
import {
  showActionItems,
  showAnalytics,
  showFollowUps,
  showMessages,
  showQuestions,
  showTopics,
} from "../sessions/conversation-results.js";
import { readMinutes, readTranscript } from "../sessions/minutes.js";
import {
  actionItemsAnswerSchema,
  analyticsAnswerSchema,
  conversationParamsSchema,
  followUpsAnswerSchema,
  membersAnswerSchema,
  messagesAnswerSchema,
  questionsAnswerSchema,
  topicsAnswerSchema,
} from "../wire/conversation.js";

/** What became of a conversation, so far while its call is up: `GET /v1/conversations/{conversationId}/messages` and its likes. */
export function conversationResultRoutes(app: App, { sessions }: { readonly sessions: SessionContext }): void {
  const url = "/v1/conversations/:conversationId";
  const common = { tags: ["conversations"], params: conversationParamsSchema };
  const failures = { 400: failure, 401: failure, 404: failure, 500: failure, 503: failure };
  interface Asked {
    readonly appId: string;
    readonly params: { readonly conversationId: string };
  }
  const own = ({ appId, params }: Asked) => ownConversation(sessions, appId, params.conversationId);
  const transcript = async (asked: Asked) => readTranscript(sessions, await own(asked));
  const minutes = async (asked: Asked) => readMinutes(sessions, await own(asked));

  app.get(
    `${url}/messages`,
    {
      schema: {
        ...common,
        summary: "What was said, in its order",
        response: { 200: messagesAnswerSchema, ...failures },
      },
    },
    async (request) => showMessages(await transcript(request)),
  );
  app.get(
    `${url}/members`,
    { schema: { ...common, summary: "Who took part", response: { 200: membersAnswerSchema, ...failures } } },
    async (request) => ({ members: (await own(request)).members }),
  );
  app.get(
    `${url}/topics`,
    { schema: { ...common, summary: "What it was about", response: { 200: topicsAnswerSchema, ...failures } } },
    async (request) => showTopics(await minutes(request)),
  );
  app.get(
    `${url}/questions`,
    { schema: { ...common, summary: "What was asked", response: { 200: questionsAnswerSchema, ...failures } } },
    async (request) => showQuestions(await minutes(request)),
  );
  app.get(
    `${url}/follow-ups`,
    {
      schema: {
        ...common,
        summary: "Who is to get in touch with whom",
        response: { 200: followUpsAnswerSchema, ...failures },
      },
    },
    async (request) => showFollowUps(await minutes(request)),
  );
  app.get(
    `${url}/action-items`,
    {
      schema: { ...common, summary: "What is to be done", response: { 200: actionItemsAnswerSchema, ...failures } },
    },
    async (request) => showActionItems(await minutes(request)),
  );
  app.get(
    `${url}/analytics`,
    {
      schema: {
        ...common,
        summary: "Talk time, silence, overlap and pace",
        response: { 200: analyticsAnswerSchema, ...failures },
      },
    },
    async (request) => {
      const said = await transcript(request);
      const connection = await sessions.store.connectionOf(said.conversation.conversationId);
      return showAnalytics(said, connection, sessions.clock());
    },
  );
}

import { z } from "zod";
import { END_CAUSE } from "../calls/causes.js";
import { connectionNotFound, conversationNotFound } from "../errors.js";
import { failure } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { showMessages } from "../sessions/conversation-results.js";
import { readMinutes } from "../sessions/minutes.js";
import { hangUp } from "../sessions/stop.js";
import { summaryUrl } from "../sessions/summary-link.js";
import { memberSchema, messagesAnswerSchema } from "../wire/conversation.js";
import { adminFailures } from "./failures.js";
import { readRecording, shownRecordingSchema } from "./recording-routes.js";
import {
  listedCallSchema,
  showConnection,
  showListedCall,
  showMail,
  shownConnectionSchema,
  shownMailSchema,
} from "./shown.js";

const tags = ["gateway"];
const DAY_MS = 86_400_000;

const querySchema = z.object({
  search: z
    .string()
    .max(200)
    .optional()
    .describe("Words that stand in the meeting's name, the endpoint, an id, the app, the state or the cause."),
  state: z.enum(["live", "ended"]).optional(),
  before: z.string().max(200).optional().describe("Those that were started before this connectionId."),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

const conversationSchema = z
  .object({
    conversationId: z.string(),
    name: z.string(),
    startTime: z.iso.datetime(),
    endTime: z.iso.datetime().nullable(),
    members: z.array(memberSchema).readonly(),
    call: listedCallSchema.nullable(),
    recording: shownRecordingSchema.nullable().describe("null when it was not recorded."),
    mails: z.array(shownMailSchema),
    messages: messagesAnswerSchema.shape.messages,
    summary: z.array(z.string()).describe("Sentences of the transcript that stand for the rest."),
    insights: z.array(z.object({ type: z.enum(["question", "action_item", "follow_up"]), text: z.string() })),
    topics: z.array(z.string()),
    summaryPage: z.string().describe("Path of the page that people are sent, good for a day."),
  })
  .meta({ id: "ShownConversation" });

/** Under `/_gateway`, in a scope that lets in those who may: what the page at `/` asks for, beside what is told by the stream. */
export function consoleRoutes(scope: App, { sessions }: { readonly sessions: SessionContext }): void {
  const { store, calls } = sessions;

  const callsSchema = {
    summary: "Calls that someone looks for, the latest first",
    tags,
    querystring: querySchema,
    response: { 200: z.object({ calls: z.array(listedCallSchema) }), 400: failure, ...adminFailures },
  };
  scope.get("/_gateway/calls", { schema: callsSchema }, async ({ query: { search, state, before, limit } }) => {
    const live = state === undefined ? undefined : state === "live";
    const found = await store.calls({ text: search, live, before, limit });
    return { calls: found.map((call) => showListedCall(call, calls)) };
  });

  const readSchema = {
    summary: "A conversation of any app, its call and its e-mails",
    tags,
    params: z.object({ conversationId: z.string() }),
    response: { 200: conversationSchema, 400: failure, 404: failure, ...adminFailures },
  };
  scope.get(
    "/_gateway/conversations/:conversationId",
    { schema: readSchema },
    async ({ params: { conversationId } }) => {
      const conversation = await store.conversation(conversationId);
      if (conversation === undefined) throw conversationNotFound();
      const [[call], mails, minutes, recording] = await Promise.all([
        store.calls({ conversationId, limit: 1 }),
        store.mails(conversationId),
        readMinutes(sessions, conversation),
        readRecording(sessions, conversationId),
      ]);
      const { name, startTime, endTime, members } = conversation;
      return {
        conversationId,
        name,
        startTime: new Date(startTime).toISOString(),
        endTime: endTime === undefined ? null : new Date(endTime).toISOString(),
        members,
        call: call === undefined ? null : showListedCall(call, calls),
        recording,
        mails: mails.map(showMail),
        messages: showMessages(minutes).messages,
        summary: minutes.summary.map(({ text }) => text),
        insights: minutes.insights.map(({ type, text }) => ({ type, text })),
        topics: minutes.topics.slice(0, 12).map(({ text }) => text),
        summaryPage: summaryUrl("", sessions.hashKey, conversationId, sessions.clock() + DAY_MS),
      };
    },
  );

  const stopSchema = {
    summary: "Hangs up, whatever dialled the call; again, it shows the ended call",
    tags,
    params: z.object({ connectionId: z.string() }),
    response: { 200: shownConnectionSchema, 400: failure, 404: failure, ...adminFailures },
  };
  scope.post(
    "/_gateway/connections/:connectionId/stop",
    { schema: stopSchema },
    async ({ params: { connectionId } }) => {
      const before = await store.connection(connectionId);
      if (before === undefined) throw connectionNotFound();
      await hangUp(sessions, before, END_CAUSE.operator);
      return showConnection((await store.connection(connectionId)) ?? before, calls);
    },
  );
}

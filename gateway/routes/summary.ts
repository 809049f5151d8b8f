import { z } from "zod";
import { failure, text } from "../http/answers.js";
import type { App } from "../http/app.js";
import type { SessionContext } from "../sessions/context.js";
import { readMinutes } from "../sessions/minutes.js";
import { conversationOfToken } from "../sessions/summary-link.js";

/** `GET /summary/{token}`: the summary page. Whoever has the link may read it; an unknown, changed or expired one is a page that says so. */
export function summaryRoutes(app: App, { sessions }: { readonly sessions: SessionContext }): void {
  const page = text("text/html");
  const schema = {
    summary: "The summary page of a conversation, for whoever has its link",
    tags: ["pages"],
    params: z.object({ token: z.string() }),
    response: { 200: page, 400: failure, 404: page, 500: failure, 503: failure },
  };
  app.get("/summary/:token", { schema }, async (request, reply) => {
    const conversationId = conversationOfToken(sessions.hashKey, request.params.token, sessions.clock());
    const conversation = conversationId === undefined ? undefined : await sessions.store.conversation(conversationId);
    const { summaryPage, missingPage, PAGE_HEADERS } = await import("../summary/page.js");
    reply.headers(PAGE_HEADERS);
    if (conversation === undefined) return reply.code(404).send(missingPage());
    return reply.code(200).send(summaryPage(await readMinutes(sessions, conversation), sessions.clock()));
  });
}

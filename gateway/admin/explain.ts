import { isLive } from "../calls/call.js";
import { type KnownRoute, nearestRoute } from "../http/near-miss.js";
import { openApiPath, type RegisteredRoute } from "../openapi/routes.js";
import type { Store } from "../store/store.js";
import type { Explain } from "./journal.js";

/** What only the gateway knows of a request that found nothing: which route it nearly was, and whose the connection or conversation is. */
export function explainNotFound(store: Store, routes: readonly RegisteredRoute[]): Explain {
  // Once all are registered.
  let api: readonly KnownRoute[] | undefined;
  return async (request, status) => {
    if (status !== 404) return [];
    if (request.is404) {
      api ??= apiOf(routes);
      const nearest = nearestRoute(request.method, request.url, api);
      return nearest === undefined ? [] : [nearest];
    }
    if (request.journalEntry?.operation === "look-up") return ["No start had come with this key, and now none can."];
    const connectionId = request.journalEntry?.connectionId ?? undefined;
    const conversationId = parameter(request.params, "conversationId");
    try {
      if (connectionId !== undefined) return [await ofConnection(store, connectionId, request.appId)];
      if (conversationId !== undefined) return [await ofConversation(store, conversationId, request.appId)];
    } catch {
      // The storage is away; the answer said so already.
    }
    return [];
  };
}

/** The gateway's own pages are not what a client of the API looks for. */
function apiOf(routes: readonly RegisteredRoute[]): readonly KnownRoute[] {
  return routes
    .filter(({ url }) => /^\/(?:v1|oauth2|events|session)\//.test(url))
    .map(({ method, url }) => ({ method, path: openApiPath(url) }));
}

async function ofConnection(store: Store, connectionId: string, appId: string): Promise<string> {
  const connection = await store.connection(connectionId);
  if (connection === undefined) return "There is no connection with this id, or it has been forgotten.";
  if (connection.appId !== appId) return `The connection is of the app ${connection.appId}; the token is of ${appId}.`;
  const { call } = connection;
  if (isLive(call)) return "The connection is up now.";
  const at = call.times.ended === undefined ? "" : ` at ${new Date(call.times.ended).toISOString()}`;
  return `The call ended${at}: ${call.cause ?? "for no known cause"}.`;
}

async function ofConversation(store: Store, conversationId: string, appId: string): Promise<string> {
  const conversation = await store.conversation(conversationId);
  if (conversation === undefined) return "There is no conversation with this id, or it has been forgotten.";
  return conversation.appId === appId
    ? "The conversation is there, and has nothing at this path."
    : `The conversation is of the app ${conversation.appId}; the token is of ${appId}.`;
}

function parameter(params: unknown, name: string): string | undefined {
  const found: unknown = typeof params === "object" && params !== null ? Reflect.get(params, name) : undefined;
  return typeof found === "string" ? found : undefined;
}

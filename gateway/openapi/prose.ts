/** What the document says in words. */

export const PROSE = `Speaks [Symbl's Telephony API](https://github.com/symblai/symbl-docs): \`POST /v1/endpoint:connect\` calls a phone number or a SIP address and hangs up again.

A token of \`POST /oauth2/token:generate\` goes into \`X-API-KEY\` or \`Authorization: Bearer\`. One app sees nothing of another's calls.

**WebSockets.** \`/events/{connectionId}\`, which a start answers as \`resultWebSocketUrl\`, and \`/session/subscribe/{connectionId}\` are upgraded to a WebSocket. The token
may stand in the two headers, in the query as \`access_token\`, or in \`Sec-WebSocket-Protocol\`. Text frames to the gateway are speaker events, as \`POST /v1/event/{connectionId}\`
takes them; a frame that is none is answered with \`{"type":"error","message","errors"}\`, and \`__PING__\` with \`__PONG__\`. Text frames from the gateway are JSON with a \`type\`:
\`transcript_response\`, \`message_response\`, \`insight_response\`, \`topic_response\`. The socket is closed with 1000 when the call ends.

**Failures** are JSON with a \`message\` and, where a program may want to tell them apart, a \`code\`. At a path of this document, a method that is not in it is answered with 405 and
\`Allow\`. A request that is no HTTP gets a 400 or 431 from below, and one that takes too long a 408. Rules of \`/_gateway/faults\`, where someone has set any, may answer anything.`;

export const TAGS = [
  { name: "token", description: "Access tokens" },
  { name: "telephony", description: "Calls: start, stop, speaker events, results" },
  { name: "conversations", description: "What was said on a call, and by whom" },
  {
    name: "gateway",
    description:
      "The gateway itself. Open to the machine that it runs on, where it listens on a loopback address; elsewhere with the admin token",
  },
  { name: "pages", description: "For people" },
] as const;

export const SECURITY_SCHEMES = {
  apiKey: { type: "apiKey", in: "header", name: "X-API-KEY", description: "A token of POST /oauth2/token:generate." },
  bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "The same token." },
  adminToken: {
    type: "http",
    scheme: "bearer",
    description: "SYMBL_GATEWAY_ADMIN_TOKEN of the gateway; not needed on the machine that it runs on.",
  },
} as const;

/** What a request to `path` has to carry. */
export function securityOf(path: string): readonly Readonly<Record<string, readonly string[]>>[] {
  if (/^\/(?:v1|events|session)\//.test(path)) return [{ apiKey: [] }, { bearer: [] }];
  if (/^\/(?:_gateway\/(?!health$|ready$)|metrics$)/.test(path)) return [{ adminToken: [] }, {}];
  return [];
}

export const STATUS_TEXT: Readonly<Record<string, string>> = {
  200: "Done.",
  201: "Started.",
  202: "Still running; ask again.",
  204: "Done.",
  303: "See there.",
  304: "Unchanged.",
  400: "The request is not valid; every wrong field is named.",
  401: "The token or the credentials are missing, wrong or expired.",
  403: "Not from here: the request does not come from the gateway's own machine or page.",
  404: "Unknown, or another app's.",
  409: "Not in this state.",
  414: "The path with its query is too long.",
  413: "The body is too long.",
  415: "The body is not application/json.",
  422: "The Idempotency-Key came with another body before.",
  426: "Connect with a WebSocket.",
  429: "Too many; wait as long as Retry-After says.",
  500: "Something went wrong in the gateway; its log says what.",
  503: "The storage or the process that holds the call is away, or the gateway is stopping.",
};

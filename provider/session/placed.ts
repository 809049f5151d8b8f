import { startAnswerSchema } from "../api/call-answers.js";
import { parseJson } from "../api/json.js";
import type { StartAnswer } from "../api/wire.js";

/** What the answer to a start tells of the call that it placed. */
export type Placed =
  | { kind: "whole"; call: StartAnswer }
  /** The call is known, so it can be hung up, but not all that the API promises of it. */
  | { kind: "damaged"; call: Partial<StartAnswer> & { connectionId: string } }
  /** Nothing in the answer names a call. */
  | { kind: "nameless" };

/** Reads an answer as far as it can be read: a call that was placed must not be lost because its answer was cut short. */
export function readPlaced(text: string): Placed {
  const parsed = startAnswerSchema.safeParse(parseJson(text), { jitless: true });
  if (parsed.success) {
    const { connectionId, conversationId, eventUrl, resultWebSocketUrl } = parsed.data;
    return {
      kind: "whole",
      call: {
        connectionId,
        conversationId,
        eventUrl: withoutCredentials(eventUrl),
        resultWebSocketUrl: withoutCredentials(resultWebSocketUrl),
      },
    };
  }
  return salvage(text);
}

const FIELD = {
  connectionId: /"connectionId"\s*:\s*"([^"\\\s]{1,200})"/,
  conversationId: /"conversationId"\s*:\s*"?([^"\\\s,}]{1,200})["\s,}]/,
  eventUrl: /"eventUrl"\s*:\s*"(https?:[^"\\\s]{1,2000})"/,
  resultWebSocketUrl: /"resultWebSocketUrl"\s*:\s*"(wss?:[^"\\\s]{1,2000})"/,
} as const;

/** Both URLs end in the connectionId; one that is cut off before its closing quote does not count. */
const CONNECTION_IN_URL = /\/(?:v1\/event|events)\/([^"/?#\\\s]{1,200})["?#]/;

function salvage(text: string): Placed {
  const connectionId = FIELD.connectionId.exec(text)?.[1] ?? CONNECTION_IN_URL.exec(text)?.[1];
  if (connectionId === undefined) return { kind: "nameless" };
  const conversationId = FIELD.conversationId.exec(text)?.[1];
  const eventUrl = FIELD.eventUrl.exec(text)?.[1];
  const resultWebSocketUrl = FIELD.resultWebSocketUrl.exec(text)?.[1];
  return {
    kind: "damaged",
    call: {
      connectionId,
      ...(conversationId === undefined || conversationId === "null" ? {} : { conversationId }),
      ...(eventUrl === undefined ? {} : { eventUrl: withoutCredentials(eventUrl) }),
      ...(resultWebSocketUrl === undefined ? {} : { resultWebSocketUrl: withoutCredentials(resultWebSocketUrl) }),
    },
  };
}

/** URLs are kept in the state in the clear. */
function withoutCredentials(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.username === "" && url.password === "" && !url.searchParams.has("access_token")) return text;
  url.username = "";
  url.password = "";
  url.searchParams.delete("access_token");
  return url.href;
}

import * as z from "zod";

/** What goes over the wire, as Symbl's Telephony API and Conversation API define it. */

/** `POST /v1/endpoint:connect` to place a call. Source: Symbl Telephony API, "Start". */
export interface StartRequest {
  operation: "start";
  endpoint: StartEndpoint;
  actions?: StartAction[];
  data?: { session: { name: string } };
  timezone?: string;
  languages?: string[];
  intents?: { intent: string; silenceTimeout?: number }[];
  endpointWebhookUrl?: string;
  callbackUrl?: string;
  insightTypes?: string[];
}

export type StartEndpoint =
  | { type: "pstn"; phoneNumber: string; dtmf?: string; idleTimeout?: number }
  | {
      type: "sip";
      uri: string;
      dtmf?: string;
      idleTimeout?: number;
      providerName?: string;
      transportConfig?: string;
      audioConfig?: { encoding?: string; sampleRate?: number; sampleSize?: number };
    };

export interface StartAction {
  invokeOn: "start" | "stop";
  name: "sendSummaryEmail";
  parameters: { emails: string[] };
}

const id = z.string().min(1).max(200);
/** Documented as a decimal string; a number is what a careless server makes of it. */
const conversationId = z.union([id, z.number().int().nonnegative().transform(String)]);

/** Answer to a start, fields we don't know allowed. Source: Symbl Telephony API, "Response". */
export const startAnswerSchema = z.looseObject({
  connectionId: id,
  conversationId,
  eventUrl: z.url({ protocol: /^https?$/ }),
  resultWebSocketUrl: z.url({ protocol: /^wss?$/ }),
});

export interface StartAnswer {
  connectionId: string;
  conversationId: string;
  eventUrl: string;
  resultWebSocketUrl: string;
}

/** `GET /v1/conversations/{id}`; `endTime` is absent while the call runs. Source: Symbl Conversation API. */
export const conversationSchema = z.looseObject({
  id: conversationId,
  startTime: z.string().optional().nullable(),
  endTime: z.string().optional().nullable(),
});

/** `POST /oauth2/token:generate`. `expiresIn` is in seconds and is what remains, not what was granted. Source: Symbl, "Authentication". */
export const tokenSchema = z.looseObject({
  accessToken: z.string().min(1),
  expiresIn: z.number().positive(),
});

/** Errors of the API: a JSON object with a code or a message. Source: symbl-js. */
export const apiErrorSchema = z.looseObject({
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string().optional(),
});

/** Says that a start was provably not placed, and never will be under its key. */
export const START_NOT_FOUND = "START_NOT_FOUND";

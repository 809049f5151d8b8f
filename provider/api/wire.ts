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

/** Answer to a start. Source: Symbl Telephony API, "Response". */
export interface StartAnswer {
  connectionId: string;
  conversationId: string;
  eventUrl: string;
  resultWebSocketUrl: string;
}

/** Says that a start was provably not placed, and never will be under its key. */
export const START_NOT_FOUND = "START_NOT_FOUND";

import * as z from "../zod.js";

/** Answers that describe a call, checked field by field; fields that we don't know are allowed. */

const id = z.string().min(1).max(200);
/** Documented as a decimal string; a number is what a careless server makes of it. */
const conversationId = z.union([id, z.number().int().nonnegative().transform(String)]);

/** Answer to a start. Source: Symbl Telephony API, "Response". */
export const startAnswerSchema = z.looseObject({
  connectionId: id,
  conversationId,
  eventUrl: z.url({ protocol: /^https?$/ }),
  resultWebSocketUrl: z.url({ protocol: /^wss?$/ }),
});

/** `GET /v1/conversations/{id}`; `endTime` is absent while the call runs. Source: Symbl Conversation API. */
export const conversationSchema = z.looseObject({
  id: conversationId,
  startTime: z.string().optional().nullable(),
  endTime: z.string().optional().nullable(),
  /** Not of Symbl's own API, as the next: whatever a server puts there. */
  endCause: z.unknown().optional(),
  warnings: z.unknown().optional(),
});

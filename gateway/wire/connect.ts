import { z } from "zod";
import { endpointSchema } from "./endpoint.js";
import { isLanguageTag, isText, isTimeZone, NO_TEXT } from "./formats.js";

/** `POST /v1/endpoint:connect`. Source: Symbl Telephony API, "Start" and "Stop". */

const timeZoneSchema = z.string().refine(isTimeZone, { error: "An IANA time zone name, such as Asia/Tokyo." });

const languageTagSchema = z.string().refine(isLanguageTag, { error: "A BCP-47 language code, such as en-US." });

const httpUrlSchema = z.url({ protocol: /^https?$/, error: "A URL that begins with http:// or https://." });

const actionSchema = z.strictObject({
  invokeOn: z.enum(["start", "stop"]),
  name: z.literal("sendSummaryEmail"),
  parameters: z.strictObject({
    emails: z.array(z.email({ pattern: z.regexes.html5Email, error: "An e-mail address." })).min(1),
  }),
});

const dataSchema = z.strictObject({
  session: z
    .strictObject({
      name: z.string().refine(isText, NO_TEXT).optional(),
      /** Where Symbl's JavaScript SDKs put the time zone. */
      location: z.strictObject({ timeZone: z.strictObject({ name: timeZoneSchema }).optional() }).optional(),
    })
    .optional(),
});

export const startRequestSchema = z.strictObject({
  operation: z.literal("start"),
  endpoint: endpointSchema,
  actions: z.array(actionSchema).optional(),
  data: dataSchema.optional(),
  timezone: timeZoneSchema.optional(),
  /** Codes, or objects around them as Symbl's JavaScript SDKs send; the first is the session's language. */
  languages: z
    .array(
      z.union([languageTagSchema, z.strictObject({ code: languageTagSchema })], {
        error: (issue) =>
          issue.code === "invalid_union" ? 'A BCP-47 language code, such as "en-US" or {"code":"en-US"}.' : undefined,
      }),
    )
    .optional(),
  intents: z
    .array(
      z.strictObject({
        intent: z.enum(["answering_machine", "do_not_call", "not_interested", "interested"]),
        silenceTimeout: z.number().nonnegative().optional(),
      }),
    )
    .optional(),
  endpointWebhookUrl: httpUrlSchema.optional(),
  callbackUrl: httpUrlSchema.optional(),
  insightTypes: z.array(z.enum(["action_item", "question", "follow_up"])).optional(),
});

export const stopRequestSchema = z.strictObject({
  operation: z.literal("stop"),
  connectionId: z.string().min(1).max(200),
});

export const connectRequestSchema = z.discriminatedUnion("operation", [startRequestSchema, stopRequestSchema], {
  error: (issue) => (issue.code === "invalid_union" ? 'Must be "start" or "stop".' : undefined),
});

export type StartRequest = z.output<typeof startRequestSchema>;
export type ConnectRequest = z.output<typeof connectRequestSchema>;

/** 201 of a start. Source: Symbl Telephony API, "Response". */
export const startAnswerSchema = z.object({
  /** `POST` speaker events here. */
  eventUrl: z.url(),
  resultWebSocketUrl: z.url(),
  /** Valid until the call ends. */
  connectionId: z.uuid(),
  /** Valid for good. */
  conversationId: z.string().regex(/^\d+$/),
});

const summaryInfoSchema = z.object({
  user: z.object({ id: z.string(), userId: z.string(), name: z.string(), role: z.literal("participant") }),
  url: z.url(),
});

/** 200 of a stop. Source: Symbl documentation, "stop". */
export const stopAnswerSchema = startAnswerSchema.extend({ summaryInfo: z.array(summaryInfoSchema).readonly() });

export type StartAnswer = Readonly<z.output<typeof startAnswerSchema>>;
export type StopAnswer = Readonly<z.output<typeof stopAnswerSchema>>;
export type SummaryInfo = Readonly<z.output<typeof summaryInfoSchema>>;

import { z } from "zod";
import { endpointSchema } from "./endpoint.js";
import { isLanguageTag, isTimeZone } from "./formats.js";

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
      name: z.string().optional(),
      /** Where Symbl's JavaScript SDKs put the time zone. */
      location: z.strictObject({ timeZone: z.strictObject({ name: timeZoneSchema }).optional() }).optional(),
    })
    .optional(),
});

const startFieldsSchema = z.strictObject({
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

const startRequestSchema = startFieldsSchema.meta({
  id: "StartRequest",
  examples: [
    {
      operation: "start",
      endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,1234#" },
      actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }],
      data: { session: { name: "My Meeting" } },
      timezone: "Asia/Tokyo",
      languages: ["en-US"],
    },
  ],
});

const stopRequestSchema = z
  .strictObject({
    operation: z.literal("stop"),
    connectionId: z.string().min(1).max(200),
  })
  .meta({
    id: "StopRequest",
    examples: [{ operation: "stop", connectionId: "771a8757-eff8-4b6c-97cd-64132a7bfc6e" }],
  });

export const connectRequestSchema = z.discriminatedUnion("operation", [startRequestSchema, stopRequestSchema], {
  error: (issue) => (issue.code === "invalid_union" ? 'Must be "start" or "stop".' : undefined),
});

export type StartRequest = z.output<typeof startRequestSchema>;

/** 201 of a start. Source: Symbl Telephony API, "Response". */
const startAnswerFieldsSchema = z.object({
  eventUrl: z.url().describe("POST speaker events here."),
  resultWebSocketUrl: z.url(),
  connectionId: z.uuid().describe("Valid until the call ends."),
  conversationId: z.string().regex(/^\d+$/).describe("Valid for good."),
});

const START_ANSWER_EXAMPLE = {
  eventUrl: "http://127.0.0.1:8787/v1/event/771a8757-eff8-4b6c-97cd-64132a7bfc6e",
  resultWebSocketUrl: "ws://127.0.0.1:8787/events/771a8757-eff8-4b6c-97cd-64132a7bfc6e",
  connectionId: "771a8757-eff8-4b6c-97cd-64132a7bfc6e",
  conversationId: "5135623242300001",
};

export const startAnswerSchema = startAnswerFieldsSchema.meta({ id: "StartAnswer", examples: [START_ANSWER_EXAMPLE] });

const summaryInfoSchema = z.object({
  user: z.object({ id: z.string(), userId: z.string(), name: z.string(), role: z.literal("participant") }),
  url: z.url(),
});

/** 200 of a stop. Source: Symbl documentation, "stop". */
export const stopAnswerSchema = startAnswerFieldsSchema
  .extend({ summaryInfo: z.array(summaryInfoSchema).readonly() })
  .meta({ id: "StopAnswer", examples: [{ ...START_ANSWER_EXAMPLE, summaryInfo: [] }] });

export type StartAnswer = Readonly<z.output<typeof startAnswerSchema>>;
export type StopAnswer = Readonly<z.output<typeof stopAnswerSchema>>;
export type SummaryInfo = Readonly<z.output<typeof summaryInfoSchema>>;

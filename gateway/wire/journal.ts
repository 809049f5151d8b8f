import { z } from "zod";
import { OPERATIONS } from "../http/operations.js";

/** `GET /_gateway/requests`. Ours. */

const operationSchema = z.enum(OPERATIONS);

/** A request as it arrived, DTMF and credentials masked. */
const journalEntrySchema = z.object({
  at: z.iso.datetime(),
  method: z.string(),
  path: z.string(),
  status: z
    .int()
    .nullable()
    .describe("Null while the request runs, and when its sender went away, or was cut off, before the answer."),
  operation: operationSchema.nullable(),
  body: z
    .unknown()
    .describe("Null when there is none or it cannot be read; a sentence when it is too long to be kept."),
  bytes: z.int().describe("Of the body."),
  appId: z.string().nullable().describe("Whose token it came with; of a token request, the one that was asked for."),
  connectionId: z.string().nullable(),
  milliseconds: z.number().nullable().describe("Until the answer had gone out."),
  fault: z.string().nullable().describe("The rule that struck it."),
  why: z.array(z.string()).describe("Why it was not a success, in sentences, and what it nearly was."),
});

export const journalAnswerSchema = z.object({ requests: z.array(journalEntrySchema) });

export const journalQuerySchema = z.strictObject({
  operation: operationSchema.optional(),
  appId: z.string().optional(),
  connectionId: z.string().optional(),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, { error: "A method, such as POST." })
    .transform((method) => method.toUpperCase())
    .optional(),
  /** What the path begins with. */
  path: z.string().optional(),
  /** `404`, or `4xx` for all of them. */
  status: z
    .string()
    .regex(/^[1-5](?:\d\d|xx)$/, { error: "A status such as 404, or 4xx for all of them." })
    .optional(),
  fault: z.string().optional(),
  since: z.iso.datetime({ offset: true, error: "An ISO 8601 date and time with its zone." }).optional(),
  /** The latest so many. */
  limit: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, { error: "A whole number from 1 to 99999." })
    .transform(Number)
    .optional(),
});

export type JournalQuery = z.output<typeof journalQuerySchema>;

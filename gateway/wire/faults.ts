import { z } from "zod";
import { OPERATIONS, type Operation } from "../http/operations.js";

/** Faults on demand: `PUT /_gateway/faults`, and the file of `--faults`. Ours. */

/** Whether the gateway does what was asked before the fault shows: `after` is the answer that was lost. */
const when = z.enum(["before", "after"]).default("before");

/** Framing is the gateway's own affair. */
const FRAMING = /^(content-length|transfer-encoding|connection|upgrade|trailer)$/i;

const headersSchema = z.record(
  z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, { error: "A header's name." })
    .refine((name) => !FRAMING.test(name), { error: "Headers of the framing cannot be set." }),
  z.string().regex(/^[\t\x20-\x7e]{0,1000}$/, { error: "Visible ASCII characters." }),
);

const effectSchema = z.discriminatedUnion("type", [
  /** Any answer: text goes out as it is, everything else as JSON. */
  z.strictObject({
    type: z.literal("status"),
    status: z.int().min(200).max(599),
    headers: headersSchema.optional(),
    body: z.json().optional(),
    when,
  }),
  /** The connection is reset. */
  z.strictObject({ type: z.literal("reset"), when }),
  /** Nothing but the rule's `delay`. */
  z.strictObject({ type: z.literal("delay"), when }),
  /** The answer, a byte every so many milliseconds. */
  z.strictObject({ type: z.literal("drip"), interval: z.int().min(1).max(60_000).default(100) }),
  /** The answer, cut in the middle. */
  z.strictObject({ type: z.literal("malformed-json") }),
  /** The answer without a field, such as `connectionId` or `summaryInfo.0.url`. */
  z.strictObject({ type: z.literal("missing-field"), field: z.string().min(1).max(200) }),
  /** The far end hangs up so many seconds after the start was answered. */
  z.strictObject({ type: z.literal("hang-up"), after: z.number().min(0).max(86_400) }),
  /** The token that is issued lives so many seconds. */
  z.strictObject({ type: z.literal("short-token"), seconds: z.int().min(1).max(86_400) }),
  /** The token that came is refused, as if it had expired. */
  z.strictObject({ type: z.literal("token-expired") }),
]);

export type Effect = z.output<typeof effectSchema>;

/** Whether an effect makes sense for an operation. Pure. */
export function fits({ type, ...effect }: Effect, operation: Operation): boolean {
  switch (type) {
    case "hang-up":
      return operation === "start";
    case "short-token":
      return operation === "token";
    case "token-expired":
      return operation !== "token";
    case "drip":
    case "malformed-json":
    case "missing-field":
      return operation !== "websocket" && operation !== "event";
    case "status":
    case "delay":
      // Once a WebSocket is open it has no answer left to change.
      return operation !== "websocket" || !("when" in effect) || effect.when === "before";
    case "reset":
      return true;
  }
}

const ruleSchema = z
  .strictObject({
    /** Names it in the journal. Default: `rule-` and its place. */
    id: z
      .string()
      .regex(/^[\w.-]{1,100}$/, { error: "1 to 100 letters, digits, dots, hyphens or underscores." })
      .optional(),
    /** Default: every operation that the effect fits. */
    operation: z.enum(OPERATIONS).optional(),
    /** Default: every app. */
    appId: z.string().min(1).max(200).optional(),
    /** Of striking a request that it fits. Default: 1. */
    probability: z.number().gt(0).max(1).default(1),
    /** How often it strikes at most. Default: without end. */
    count: z.int().min(1).optional(),
    /** Milliseconds that pass before the effect. Default: 0. */
    delay: z.int().min(0).max(600_000).default(0),
    effect: effectSchema,
  })
  .superRefine(({ operation, effect, delay }, context) => {
    if (operation !== undefined && !fits(effect, operation)) {
      context.addIssue({
        code: "custom",
        path: ["effect", "type"],
        message: `Does not fit the operation ${operation}.`,
      });
    }
    if (effect.type === "delay" && delay === 0) {
      context.addIssue({ code: "custom", path: ["delay"], message: "An effect that is only a delay needs one." });
    }
  });

export const faultSetSchema = z
  .strictObject({
    /** The dice of the probabilities. Default: the gateway's seed. */
    seed: z.int().min(0).max(4_294_967_295).optional(),
    /** The first that fits a request, and whose dice fall for it, strikes; no other does. */
    rules: z.array(ruleSchema).max(100),
  })
  .superRefine(({ rules }, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of rules.entries()) {
      if (id !== undefined && seen.has(id)) {
        context.addIssue({ code: "custom", path: ["rules", index, "id"], message: "Stands twice." });
      }
      if (id !== undefined) seen.add(id);
    }
  });

export type FaultRule = z.output<typeof ruleSchema>;
export type FaultSet = z.output<typeof faultSetSchema>;

/** The rules in force, and how often each has struck. */
export const faultsAnswerSchema = z.object({
  seed: z.int(),
  rules: z.array(
    ruleSchema.safeExtend({
      id: z.string(),
      /** Requests that it fitted. */
      matched: z.int(),
      struck: z.int(),
    }),
  ),
});

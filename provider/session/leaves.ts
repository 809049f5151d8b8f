import * as z from "../zod.js";
import { durationProblem } from "./duration.js";
import { nearest } from "./nearest.js";
import { isRecord, property } from "./plain.js";

/** The building blocks of the schema: zod's kinds with reasons that say what to write instead. No reason repeats a value. */

/** What is wrong with a value of the right kind; `undefined` when nothing is. */
type Rule<T> = (value: T) => string | undefined;

export function text(what: string, rule: Rule<string>) {
  return z
    .string({ error: (issue) => wrongKind(issue.input, what) })
    .superRefine((value, context) => report(rule(value), context));
}

export function number(what: string, rule: Rule<number>) {
  return z
    .number({ error: (issue) => wrongKind(issue.input, what) })
    .superRefine((value, context) => report(rule(value), context));
}

export function duration() {
  return z
    .union([z.number(), z.string()], { error: (issue) => durationProblem(issue.input) })
    .superRefine((value, context) => report(durationProblem(value), context));
}

export function choice<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: (issue) => choiceReason(issue.input, values) });
}

export function list<T extends z.ZodType>(element: T, example: string) {
  return z.array(element, { error: (issue) => wrongKind(issue.input, `a list, ${example}`) });
}

/** An object of known keys and no others. */
export function record<T extends z.ZodRawShape>(shape: T) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, { error: (issue) => wrongKind(issue.input, `an object of ${keys}`) });
}

export function endpointUnion<P extends z.core.$ZodTypeDiscriminable, S extends z.core.$ZodTypeDiscriminable>(
  pstn: P,
  sip: S,
) {
  return z.discriminatedUnion("type", [pstn, sip], {
    error: (issue) =>
      isRecord(issue.input)
        ? endpointTypeReason(issue.input)
        : wrongKind(issue.input, 'an object such as { type: "pstn", phoneNumber: "+14082924837" }'),
  });
}

function endpointTypeReason(endpoint: Readonly<Record<string, unknown>>): string {
  const type = property(endpoint, "type");
  if (type === undefined && property(endpoint, "uri") !== undefined) return 'is missing: write "sip"';
  if (type === undefined && property(endpoint, "phoneNumber") !== undefined) return 'is missing: write "pstn"';
  return choiceReason(type, ["pstn", "sip"]);
}

function choiceReason(value: unknown, values: readonly string[]): string {
  const all = values.map((one) => `"${one}"`).join(" or ");
  if (typeof value !== "string") return wrongKind(value, all);
  const meant = nearest(value, values);
  return meant === undefined ? `must be ${all}` : `must be ${all}: did you mean "${meant}"?`;
}

function wrongKind(value: unknown, what: string): string {
  if (value === undefined) return `is missing: write ${what}`;
  if (typeof value === "number" && !/^an? (?:number|list|object)/.test(what))
    return `is a number: write ${what}, in quotes, since a number loses leading zeros`;
  if (typeof value === "string" && /^a number/.test(what)) return `is text: write ${what}, without quotes`;
  return `is ${kindOf(value)}: write ${what}`;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "a number";
    case "boolean":
      return String(value);
    case "object":
      return "an object";
    default:
      return `a ${typeof value}`;
  }
}

function report(reason: string | undefined, context: { addIssue(reason: string): void }): void {
  if (reason !== undefined) context.addIssue(reason);
}

import type { Problem } from "../api/errors.js";
import type * as z from "../zod.js";
import { INPUT_KEYS, isInternalKey } from "./keys.js";
import { type Path, pathText, placeOf, valuesAlong } from "./path.js";
import { isRecord, property, withoutEmptyFields } from "./plain.js";
import { anyEndpoint, sessionSchema } from "./schema.js";
import { isUnknown, unknownPaths } from "./unknown.js";
import { unknownKeyReason } from "./unknown-keys.js";

export { INPUT_KEYS };

/** What a program wrote, checked, and without the fields that mean the same as being left out. */
export type SessionArgs = z.output<typeof sessionSchema>;

export type ParsedArgs = { ok: true; args: SessionArgs } | { ok: false; problems: Problem[] };

/** Their values are the program's own: nothing in them is empty or checked. */
const UNTOUCHED: ReadonlySet<string> = new Set(["triggers"]);

/**
 * Every mistake at once; `[]` when there is none. Values that are not known yet skip their own rules and no others; keys that start with `__`
 * are ours and are left out.
 */
export function checkArgs(raw: Readonly<Record<string, unknown>>): Problem[] {
  const inputs = programInputs(raw);
  const parsed = parse(inputs);
  return parsed.success ? [] : problemsOf(parsed.error.issues, inputs);
}

/** The arguments of a start. What is not known yet is a mistake here. */
export function parseArgs(raw: Readonly<Record<string, unknown>>): ParsedArgs {
  const inputs = programInputs(raw);
  const unknowns = [...unknownPaths(inputs)].map((path) => ({
    path: pathText(path),
    reason: "is not known yet, and a call needs it",
  }));
  const parsed = parse(inputs);
  if (parsed.success && unknowns.length === 0) return { ok: true, args: parsed.data };
  return { ok: false, problems: [...(parsed.success ? [] : problemsOf(parsed.error.issues, inputs)), ...unknowns] };
}

/** zod compiles a schema before it first uses it, which takes longer than to parse the sessions of most stacks without. */
const COMPILING_PAYS_AFTER = 50;
let parses = 0;

function parse(inputs: Readonly<Record<string, unknown>>): ReturnType<typeof sessionSchema.safeParse> {
  return sessionSchema.safeParse(inputs, { jitless: ++parses <= COMPILING_PAYS_AFTER });
}

function programInputs(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return withoutEmptyFields(Object.fromEntries(Object.entries(raw).filter(([key]) => !isInternalKey(key))), UNTOUCHED);
}

function problemsOf(issues: readonly z.core.$ZodIssue[], inputs: Readonly<Record<string, unknown>>): Problem[] {
  const endpoint = property(inputs, "endpoint");
  const all = [...issues, ...(isRecord(endpoint) ? endpointIssues(endpoint) : [])];
  return all.filter((issue) => isKnown(inputs, issue.path)).flatMap((issue) => toProblems(issue, endpoint));
}

/** zod stops at an endpoint whose `type` it doesn't know; the rules of its other fields hold all the same. */
function endpointIssues(endpoint: Readonly<Record<string, unknown>>): z.core.$ZodIssue[] {
  const type = property(endpoint, "type");
  if (type === "pstn" || type === "sip") return [];
  const issues = anyEndpoint.safeParse(endpoint).error?.issues ?? [];
  return issues.map((issue) => ({ ...issue, path: ["endpoint", ...issue.path] }));
}

function isKnown(inputs: Readonly<Record<string, unknown>>, path: Path): boolean {
  for (const value of valuesAlong(inputs, path)) if (isUnknown(value)) return false;
  return true;
}

function toProblems(issue: z.core.$ZodIssue, endpoint: unknown): Problem[] {
  if (issue.code !== "unrecognized_keys") return [{ path: pathText(issue.path), reason: issue.message }];
  const type = isRecord(endpoint) ? property(endpoint, "type") : undefined;
  return issue.keys.map((key) => ({
    path: pathText([...issue.path, key]),
    reason: unknownKeyReason(placeOf(issue.path), key, type),
  }));
}

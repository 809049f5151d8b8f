import type { z } from "zod";
import type { Problem } from "../errors.js";

/** Validates `data` and names every wrong field. Pure. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
): { readonly value: z.output<Schema> } | { readonly problems: readonly Problem[] } {
  const unstorable = isStorable(data, 0) ? undefined : unstorablePart(data, []);
  if (unstorable !== undefined) return { problems: [unstorable] };
  const result = schema.safeParse(data, { error: requiredMessage });
  return result.success ? { value: result.data } : { problems: theFirst(result.error.issues.flatMap(toProblems)) };
}

/** How many problems are named, and how long a path: what is wrong with a request must not take more room than the request. */
const PROBLEMS_MAX = 50;
const PATH_MAX = 200;

function theFirst(problems: readonly Problem[]): readonly Problem[] {
  const named = problems
    .slice(0, PROBLEMS_MAX)
    .map(({ path, message }) => ({ path: path.slice(0, PATH_MAX), message }));
  const left = problems.length - named.length;
  return left === 0 ? named : [...named, { path: "", message: `So are ${left} more.` }];
}

/** Nothing of the contract is nested deeper than 6. */
const DEPTH_MAX = 64;

/** Whether any store keeps it; nearly always so, hence without a word on where it is not. */
function isStorable(data: unknown, depth: number): boolean {
  if (typeof data === "string") return isStorableText(data);
  if (typeof data !== "object" || data === null) return true;
  if (depth >= DEPTH_MAX) return false;
  if (Array.isArray(data)) return data.every((each) => isStorable(each, depth + 1));
  return Object.keys(data).every((key) => isStorableText(key) && isStorable(Reflect.get(data, key), depth + 1));
}

function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** What no store keeps, whatever the schema says: no PostgreSQL takes a NUL or half a character, and what is nested without end overflows the stack. */
function unstorablePart(data: unknown, path: readonly PropertyKey[]): Problem | undefined {
  if (typeof data === "string") return unstorableText(data, path);
  if (typeof data !== "object" || data === null) return undefined;
  if (path.length >= DEPTH_MAX) return { path: formatPath(path.slice(0, 1)), message: "It is nested too deeply." };
  for (const [key, value] of Object.entries(data)) {
    const inner = [...path, Array.isArray(data) ? Number(key) : key];
    const found = unstorableText(key, inner) ?? unstorablePart(value, inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unstorableText(text: string, path: readonly PropertyKey[]): Problem | undefined {
  const at = () =>
    formatPath(path)
      .slice(0, PATH_MAX)
      .replace(/\p{Surrogate}|\0/gu, "�");
  if (text.includes("\0")) return { path: at(), message: "It must not hold the character NUL." };
  if (!text.isWellFormed()) return { path: at(), message: "It holds half of a character: a lone surrogate." };
  return undefined;
}

function requiredMessage(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === "invalid_type" && issue.input === undefined ? "Required." : undefined;
}

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: formatPath([...issue.path, key]), message: "Unknown field." }));
  }
  return [{ path: formatPath(issue.path), message: issue.message }];
}

/** `["actions", 0, "name"]` → `actions[0].name`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      const name = String(part);
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}

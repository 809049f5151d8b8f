import type { z } from "zod";
import type { Problem } from "../errors.js";

/** Validates `data` and names every wrong field. Pure. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
): { readonly value: z.output<Schema> } | { readonly problems: readonly Problem[] } {
  const result = schema.safeParse(data, { error: requiredMessage });
  return result.success ? { value: result.data } : { problems: result.error.issues.flatMap(toProblems) };
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

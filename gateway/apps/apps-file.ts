import { readFileSync } from "node:fs";
import { z } from "zod";
import { StartupError } from "../errors.js";
import { validate } from "../wire/problems.js";
import type { AppCredentials } from "./app-registry.js";

const appsSchema = z
  .array(
    z.strictObject({
      appId: z.string().regex(/^[\x21-\x7e]{1,200}$/, { error: "1 to 200 visible ASCII characters." }),
      /** Long enough that nobody guesses it. */
      appSecret: z.string().min(16, { error: "At least 16 characters." }).max(1_000),
    }),
  )
  .min(1, { error: "At least one app." });

/** Reads `[{"appId","appSecret"}, …]` from a file. `source` names it in errors. */
export function readAppsFile(path: string): readonly AppCredentials[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new StartupError("BAD_OPTION", `The apps file ${path} cannot be read.`, { cause });
  }
  return parseApps(text, `the apps file ${path}`);
}

/** Parses `[{"appId","appSecret"}, …]`. Errors name the field, never its value. */
export function parseApps(json: string, source: string): readonly AppCredentials[] {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    // The cause would quote the text, secrets included.
    throw new StartupError("BAD_OPTION", `What ${source} holds is not JSON; expected [{"appId":"…","appSecret":"…"}].`);
  }
  const result = validate(appsSchema, data);
  if ("problems" in result) {
    const named = result.problems.map(({ path, message }) => `${path === "" ? "the whole" : path}: ${message}`);
    throw new StartupError("BAD_OPTION", `In ${source}: ${named.join(" ")}`);
  }
  const seen = new Set<string>();
  for (const { appId } of result.value) {
    if (seen.has(appId)) throw new StartupError("BAD_OPTION", `In ${source}: appId ${appId} stands twice.`);
    seen.add(appId);
  }
  return result.value;
}

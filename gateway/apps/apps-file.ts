import { readFileSync } from "node:fs";
import { z } from "zod";
import { StartupError } from "../errors.js";
import { validate } from "../wire/problems.js";
import type { AppEntry } from "./app-registry.js";
import { parseScrypt } from "./secret-hash.js";

const appId = z.string().regex(/^[\x21-\x7e]{1,200}$/, { error: "1 to 200 visible ASCII characters." });

const plainSchema = z.strictObject({
  appId,
  /** Long enough that nobody guesses it. */
  appSecret: z.string().min(16, { error: "At least 16 characters." }).max(1_000),
});
const sha256Schema = z.strictObject({
  appId,
  appSecretSha256: z.string().regex(/^[0-9a-f]{64}$/i, { error: "64 hexadecimal digits." }),
});
const scryptSchema = z.strictObject({
  appId,
  appSecretScrypt: z.string().refine((phc) => parseScrypt(phc) !== undefined, {
    error: "What `symbl-gateway hash-secret` prints: $scrypt$ln=…,r=…,p=…$…$….",
  }),
});

/** By the field that an app has, so that what is wrong in it is named. */
const appSchema = z.unknown().transform((app, context): AppEntry => {
  const has = (field: string) => typeof app === "object" && app !== null && field in app;
  const schema = has("appSecretScrypt") ? scryptSchema : has("appSecretSha256") ? sha256Schema : plainSchema;
  const result = validate(schema, app);
  if ("value" in result) return result.value;
  for (const { path, message } of result.problems) {
    context.addIssue({ code: "custom", path: path === "" ? [] : [path], message });
  }
  return z.NEVER;
});

const appsSchema = z.array(appSchema).min(1, { error: "At least one app." });

/** Reads `[{"appId","appSecret"}, …]` from a file, hashes of secrets allowed. `source` names it in errors. */
export function readAppsFile(path: string): readonly AppEntry[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new StartupError("BAD_OPTION", `The apps file ${path} cannot be read.`, { cause });
  }
  return parseApps(text, `the apps file ${path}`);
}

/** Parses `[{"appId","appSecret"}, …]`. Errors name the field, never its value. */
export function parseApps(json: string, source: string): readonly AppEntry[] {
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

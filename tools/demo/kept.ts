import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Engine } from "../engine/index.js";
import { ownSettings, shellWord } from "./environment.js";
import { DemoError, messageOf } from "./errors.js";
import type { Stack } from "./stack.js";

const keptSchema = z.object({
  gateway: z.object({ url: z.url(), pid: z.int().positive(), appId: z.string(), appSecret: z.string() }),
  engine: z.object({
    kind: z.enum(["path", "cache", "download", "built"]),
    command: z.string(),
    binDirectory: z.string(),
    version: z.string(),
    why: z.string(),
  }),
});

/** What `--keep` leaves: enough to find it again. */
export interface Kept {
  readonly gateway: { readonly url: string; readonly pid: number; readonly appId: string; readonly appSecret: string };
  readonly engine: Engine;
}

const keptFile = (folder: string): string => join(folder, "kept.json");

/** For a shell: the engine, the stack and the account in its environment. */
export const environmentFile = (folder: string): string => join(folder, "environment.sh");

export function writeKept(stack: Stack, kept: Kept): void {
  // Parsed, so that nothing else of what the caller has at hand is written.
  writeFileSync(keptFile(stack.folder), `${JSON.stringify(keptSchema.parse(kept), null, 2)}\n`);
  writeFileSync(environmentFile(stack.folder), environmentScript(stack.env, process.env));
}

/** @throws DemoError DEMO_NOT_KEPT */
export function readKept(directory: string): Kept {
  const folder = resolve(directory);
  try {
    return keptSchema.parse(JSON.parse(readFileSync(keptFile(folder), "utf8")));
  } catch (error) {
    throw new DemoError(
      "DEMO_NOT_KEPT",
      `${folder} is not what \`npm run demo -- --keep\` left: ${messageOf(error)}\nIt printed the directory; if that is gone, nothing is left to tear down.`,
      { cause: error },
    );
  }
}

/** Sets what differs from a person's own environment, and unsets what would get in the way. Pure. */
export function environmentScript(
  env: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string | undefined>>,
): string {
  const unset = ownSettings(own).filter((name) => !(name in env));
  const exported = Object.entries(env)
    .filter(([name, value]) => own[name] !== value)
    .map(([name, value]) => `export ${name}=${name === "PATH" ? pathWord(value, own.PATH ?? "") : shellWord(value)}`);
  return [...(unset.length > 0 ? [`unset ${unset.join(" ")}`] : []), ...exported, ""].join("\n");
}

/** What was put around our own PATH goes around that of the shell. */
function pathWord(path: string, own: string): string {
  const at = own === "" ? -1 : path.indexOf(own);
  if (at < 0) return shellWord(path);
  return `${shellWord(path.slice(0, at))}"$PATH"${shellWord(path.slice(at + own.length))}`;
}

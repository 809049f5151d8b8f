import { spawn } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "../support/compiled-package.js";
import type { CommandResult, StackWorkspace } from "../support/engine.js";

/** What a person does who wants nothing more of the stack: `pulumi stack export | pulumi-symbl-telephony hang-up --orphans --state -`. */
export async function hangUpOrphans(
  stack: StackWorkspace,
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const state = JSON.stringify(await stack.exportState());
  const child = spawn(
    process.execPath,
    [join(repositoryRoot, "dist", "cli", "main.js"), "hang-up", "--orphans", "--state", "-"],
    { env: { ...stack.env, ...env }, stdio: ["pipe", "pipe", "pipe"] },
  );
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
  child.stdin.end(state);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout: stdout.join(""), stderr: stderr.join("") }));
  });
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./run.js";

export type PulumiVersion =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly why: string };

/** Runs `pulumi version`. It proves more than a file's presence: a torn or foreign executable does not answer. */
export async function pulumiVersion(
  command: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
  timeoutMs = 30_000,
): Promise<PulumiVersion> {
  // A home of its own, since even this writes a log file.
  const home = mkdtempSync(join(tmpdir(), "pulumi-version-"));
  try {
    const result = await run(command, ["version"], {
      env: { ...env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
      signal,
      timeoutMs,
    });
    if (result.timedOut) return { ok: false, why: `\`pulumi version\` did not answer within ${timeoutMs / 1000} s` };
    const version = /^v?(\d+\.\d+\.\d+\S*)\s*$/m.exec(result.stdout)?.[1];
    if (result.code === 0 && version !== undefined) return { ok: true, version };
    const said = result.tail.trim().split("\n").at(-1) ?? "";
    return { ok: false, why: `\`pulumi version\` ended with code ${result.code}${said === "" ? "" : `: ${said}`}` };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Negative when `a` is older. Pre-release parts do not count. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string): number[] => version.split(/[-+]/, 1).join("").split(".").map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

import { sourceFailed } from "./errors.js";
import { findOnPath, isExecutableFile } from "./find-on-path.js";
import { compareVersions } from "./pulumi-version.js";
import { recipe } from "./recipe.js";
import { run } from "./run.js";

/** Go can fetch a newer Go for a module that needs it since 1.21, unless `GOTOOLCHAIN` forbids it. */
const fetchesToolchainsSince = "1.21";

export type GoVerdict =
  | { readonly fit: "ready" }
  | { readonly fit: "fetches-newer" }
  | { readonly fit: "too-old"; readonly why: string };

/** Whether a Go of this version, with this `go env GOTOOLCHAIN`, can build what needs `required`. */
export function judgeGo(version: string, toolchain: string, required: string = recipe.go): GoVerdict {
  if (compareVersions(version, required) >= 0) return { fit: "ready" };
  if (compareVersions(version, fetchesToolchainsSince) < 0)
    return { fit: "too-old", why: `Go ${version} is installed, and ${required} or newer is needed` };
  // `auto`, `path`, `<name>+auto`, `<name>+path`: see "Go Toolchains", go.dev/doc/toolchain. Only auto downloads.
  if (toolchain === "auto" || toolchain.endsWith("+auto")) return { fit: "fetches-newer" };
  return {
    fit: "too-old",
    why: `Go ${version} is installed, ${required} or newer is needed, and GOTOOLCHAIN=${toolchain} keeps Go from fetching it (set GOTOOLCHAIN=auto, or install a newer Go)`,
  };
}

export interface Go {
  readonly command: string;
  readonly version: string;
}

/** @throws EngineError ENGINE_SOURCE_FAILED when there is no Go or it is too old. */
export async function findGo(env: NodeJS.ProcessEnv, signal: AbortSignal | undefined): Promise<Go> {
  // go.dev's own archive and package install to /usr/local/go and leave PATH to the person.
  const command = findOnPath("go", env.PATH) ?? ["/usr/local/go/bin/go"].find(isExecutableFile);
  if (command === undefined) throw sourceFailed(`no Go on PATH (${recipe.go} or newer is needed)`);
  // GOTOOLCHAIN=local for the question only: else it might download before it answers.
  const asked = await run(command, ["version"], { env: { ...env, GOTOOLCHAIN: "local" }, signal, timeoutMs: 30_000 });
  const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(asked.stdout)?.[1];
  if (asked.code !== 0 || version === undefined)
    throw sourceFailed(`\`${command} version\` does not work: ${asked.tail.trim().slice(-300)}`);
  const { stdout } = await run(command, ["env", "GOTOOLCHAIN"], { env, signal, timeoutMs: 30_000, cwd: "/" });
  const verdict = judgeGo(version, stdout.trim());
  if (verdict.fit === "too-old") throw sourceFailed(verdict.why);
  return { command, version };
}

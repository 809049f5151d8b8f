import { chmodSync, copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Cache } from "./cache.js";
import { sourceFailed } from "./errors.js";
import { isExecutableFile } from "./find-on-path.js";
import type { Progress } from "./progress.js";
import { pulumiVersion } from "./pulumi-version.js";
import { executables, pulumiSdkDirectory } from "./recipe.js";
import type { Engine, Origin } from "./types.js";

export interface MakeContext {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly progress: Progress;
}

/** What a way of making an engine is given. */
export interface MakeJob extends MakeContext {
  /** An empty place of its own; the engine's executables go to `<directory>/bin`, scratch files to `<directory>/tmp`. */
  readonly directory: string;
}

/** @throws EngineError ENGINE_SOURCE_FAILED when this way leads nowhere, ENGINE_INTERRUPTED when `signal` fires. */
export type Maker = (job: MakeJob) => Promise<void>;

/** Makes an engine beside its place in the cache, tries it, and only then moves it there. */
export async function makeEngine(cache: Cache, origin: Origin, maker: Maker, context: MakeContext): Promise<Engine> {
  const directory = cache.newPartial(origin);
  try {
    await maker({ directory, ...context });
    addDynamicPlugin(join(directory, "bin"));
    const command = join(directory, "bin", executables.pulumi);
    const answer = await pulumiVersion(command, context.env, context.signal);
    if (!answer.ok) throw sourceFailed(`what came out does not work: ${answer.why}`);
    const entry = cache.publish(directory, origin, answer.version);
    const binDirectory = join(entry, "bin");
    return {
      kind: origin === "build" ? "built" : "download",
      command: join(binDirectory, executables.pulumi),
      binDirectory,
      version: answer.version,
      why: `it was ${origin === "build" ? "built from Go modules" : "downloaded"} just now and is kept`,
    };
  } catch (error) {
    // A full disk, say.
    if (error instanceof Error && "syscall" in error) throw sourceFailed(error.message, error);
    throw error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Puts the dynamic provider's plugin beside an engine that has none. It is a script and fits every engine. */
function addDynamicPlugin(binDirectory: string): void {
  const file = join(binDirectory, executables.dynamic);
  if (isExecutableFile(file)) return;
  copyFileSync(join(pulumiSdkDirectory(), executables.dynamic), file);
  chmodSync(file, 0o755);
}

import { join } from "node:path";
import type { Cache } from "./cache.js";
import { sourceFailed } from "./errors.js";
import { pulumiVersion } from "./pulumi-version.js";
import { executables } from "./recipe.js";
import type { Engine, Origin } from "./types.js";

/**
 * The first kept engine that is whole and answers.
 *
 * @throws EngineError ENGINE_SOURCE_FAILED when there is none.
 */
export async function cachedEngine(
  cache: Cache,
  origins: readonly Origin[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<Engine> {
  const problems: string[] = [];
  for (const origin of origins) {
    const entry = cache.entry(origin);
    switch (entry.state) {
      case "missing":
        break;
      case "damaged":
        problems.push(`${entry.directory} is not taken: ${entry.why}`);
        break;
      case "whole": {
        const binDirectory = join(entry.directory, "bin");
        const command = join(binDirectory, executables.pulumi);
        const answer = await pulumiVersion(command, env, signal);
        if (!answer.ok) {
          problems.push(`${entry.directory} is not taken: ${answer.why}`);
          break;
        }
        const how = origin === "build" ? "built from Go modules" : "downloaded";
        const why = `it was ${how} on ${entry.manifest.madeAt.slice(0, 10)} and kept`;
        return { kind: "cache", command, binDirectory, version: answer.version, why };
      }
    }
  }
  throw sourceFailed(problems.join("; ") || "nothing is kept yet");
}

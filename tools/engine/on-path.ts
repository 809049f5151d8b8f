import { dirname } from "node:path";
import { sourceFailed } from "./errors.js";
import { findBesideOrOnPath, findOnPath } from "./find-on-path.js";
import { compareVersions, pulumiVersion } from "./pulumi-version.js";
import { executables, oldestPulumiOnPath } from "./recipe.js";
import type { Engine } from "./types.js";

/**
 * The person's own Pulumi. The dynamic provider's plugin is not asked for: engineEnvironment adds the one of
 * `@pulumi/pulumi`.
 *
 * @throws EngineError ENGINE_SOURCE_FAILED when there is none, or none that works with Node.js programs.
 */
export async function engineOnPath(env: NodeJS.ProcessEnv, signal: AbortSignal | undefined): Promise<Engine> {
  const command = findOnPath(executables.pulumi, env.PATH);
  if (command === undefined) throw sourceFailed("there is no `pulumi` on PATH");
  const host = findBesideOrOnPath(executables.host, command, env.PATH);
  if (host === undefined) throw sourceFailed(`${command} has no Node.js language host (${executables.host}) with it`);
  const answer = await pulumiVersion(command, env, signal);
  if (!answer.ok) throw sourceFailed(`${command} does not work: ${answer.why}`);
  const { version } = answer;
  if (compareVersions(version, oldestPulumiOnPath) < 0)
    throw sourceFailed(`${command} is Pulumi ${version}, and ${oldestPulumiOnPath} or newer is needed`);
  return { kind: "path", command, binDirectory: dirname(command), version, why: "it is on PATH" };
}

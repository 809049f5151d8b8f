import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";

export function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The file that a shell would run for `name`. Relative entries of PATH are left out: they mean another thing elsewhere. */
export function findOnPath(name: string, path: string | undefined): string | undefined {
  return (path ?? "")
    .split(delimiter)
    .filter((directory) => isAbsolute(directory))
    .map((directory) => join(directory, name))
    .find(isExecutableFile);
}

/** Looks where Pulumi itself looks for a plugin: beside its executable (before and behind links), then on PATH. */
export function findBesideOrOnPath(name: string, command: string, path: string | undefined): string | undefined {
  const beside = [dirname(command), dirname(realpathSync(command))].map((directory) => join(directory, name));
  return beside.find(isExecutableFile) ?? findOnPath(name, path);
}

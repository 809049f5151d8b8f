import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A real executable: a shell script. */
export function executable(directory: string, name: string, body: string): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
}

/** What a maker leaves behind, small and quick. */
export function fakeEngine(binDirectory: string, version = "3.250.0"): void {
  executable(binDirectory, "pulumi", `echo v${version}`);
  executable(binDirectory, "pulumi-language-nodejs", "exit 0");
}

/** A PATH with nothing on it. The scripts need no more than their shell; what else they run, they name in full. */
export const barePath = "/nonexistent";

export const sleepsForEver = "/bin/sleep 1000";

import { readdirSync, readFileSync } from "node:fs";

/** Pids of the baresip processes whose calls have their folders in `folder`. */
export function baresipsIn(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const [program = "", ...args] = commandLine(name);
      return program.endsWith("baresip") && args.some((arg) => arg.startsWith(folder));
    })
    .map(Number);
}

/** Empty for those that are gone. */
function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

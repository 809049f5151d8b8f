import { readFileSync } from "node:fs";

// USER_HZ is 100 wherever Linux runs.
const MS_PER_TICK = 10;

/**
 * Milliseconds of processor time that the child processes of this one have used, their own children included, as far as they have ended. Unlike
 * the time on the wall it hardly depends on what else the machine does. `undefined` where the system does not tell: only Linux does.
 * Source: proc(5), `/proc/pid/stat`, cutime and cstime.
 */
export function childrenCpuMs(): number | undefined {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    // The second field is a name in parentheses, which may hold spaces; cutime and cstime are the 16th and the 17th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[13]) + Number(fields[14]);
    return Number.isFinite(ticks) ? ticks * MS_PER_TICK : undefined;
  } catch {
    return undefined;
  }
}

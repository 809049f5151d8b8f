import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Processes by what Linux shows of them in /proc. Source: proc(5). */

interface Shown {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** The dynamic provider's process that an engine has started; `undefined` while there is none. */
export function hostOf(engine: number): number | undefined {
  const all = processes();
  const family = new Set([engine]);
  // Parents need not come before their children in the list.
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return [...family].find((pid) => {
    const [command = "", ...args] = commandOf(pid);
    return command.endsWith("node") && args.some((arg) => /dynamic-provider($|\/)/.test(arg));
  });
}

/** Ends them at once, as a machine that runs out of memory does. */
export function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It was quicker.
    }
  }
}

/** Whether the process runs no more; one that only waits to be collected by its parent counts as ended. */
export function hasEnded(pid: number): boolean {
  const shown = show(pid);
  return shown === undefined || shown.state === "Z" || shown.state === "X";
}

/** Resolves when none of them runs any more; rejects after `timeoutMs`. */
export async function ended(pids: readonly number[], timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const left = pids.filter((pid) => !hasEnded(pid));
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`still running after ${timeoutMs} ms: ${left.join(", ")}`);
    await delay(20);
  }
}

function processes(): Shown[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => show(Number(name)))
    .filter((shown) => shown !== undefined);
}

function show(pid: number): Shown | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold anything; behind it stand the state and the parent.
    const [state = "", parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(parent), state };
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0");
  } catch {
    return [];
  }
}

import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Names a process among those of all machines that share a folder or a database, beyond the reuse of its pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system keeps it; `""` where that cannot be read. Only ever compared for equality. */
  readonly started: string;
  /** The machine since its last start and, on Linux, the pid namespace: a pid of one container means nothing in another. */
  readonly place: string;
}

/** `dead` only when that is certain; `elsewhere` when this process cannot tell. */
export type Liveness = "alive" | "dead" | "elsewhere";

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid) ?? "", place: place() };
}

export function livenessOf(other: ProcessIdentity): Liveness {
  if (other.place !== place()) return "elsewhere";
  const started = startOf(other.pid);
  if (started === undefined) return "dead";
  return started === "" || other.started === "" || started === other.started ? "alive" : "dead";
}

function place(): string {
  try {
    const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${hostname()} ${bootId} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** Start time of a living process; `""` when it lives and no more can be read; `undefined` when there is none. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
  }
  try {
    // proc(5): the name in parentheses may hold anything; behind it stand the state (field 3) and the start in ticks (field 22).
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : (fields[19] ?? "");
  } catch {
    return "";
  }
}

import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Names one process beyond the reuse of its pid, beyond a reboot, and among the machines that may share a folder. */
export interface ProcessIdentity {
  pid: number;
  /** As the system keeps it; `""` where it cannot be read. Only ever compared for equality. */
  startedAt: string;
  /** Changes with every start of the machine; `""` where unknown. */
  bootId: string;
  /** Host name and, on Linux, the pid namespace: containers may share a folder, and a pid of one means nothing in another. */
  host: string;
}

/** `dead` only when that is certain; `elsewhere` when this machine cannot tell. */
export type Liveness = "alive" | "dead" | "elsewhere";

let own: ProcessIdentity | undefined;

export function thisProcess(): ProcessIdentity {
  own ??= { pid: process.pid, startedAt: startOf(process.pid) ?? "", bootId: bootId(), host: host() };
  return own;
}

export function livenessOf(other: ProcessIdentity): Liveness {
  const me = thisProcess();
  if (other.host !== me.host) return "elsewhere";
  if (other.bootId !== me.bootId) return "dead";
  const started = startOf(other.pid);
  if (started === undefined) return "dead";
  return started === "" || other.startedAt === "" || started === other.startedAt ? "alive" : "dead";
}

function host(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return process.platform === "darwin" ? run("/usr/sbin/sysctl", ["-n", "kern.boottime"]) : "";
  }
}

/** Start time of a living process; `""` when it lives and no more can be read; `undefined` when there is none. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
  }
  if (process.platform !== "linux") return run("/bin/ps", ["-o", "lstart=", "-p", String(pid)]);
  try {
    // proc(5): the name in parentheses may hold anything; behind it stand the state (field 3) and the start in ticks (field 22).
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : (fields[19] ?? "");
  } catch {
    return "";
  }
}

function run(command: string, args: readonly string[]): string {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    return execFileSync(command, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}

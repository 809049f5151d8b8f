import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Names one process beyond the reuse of its pid. Only letters, digits and dashes, so it can be part of a file name.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the system keeps it, or `""` where it cannot be read. Only ever compared for equality. */
  readonly start: string;
  /** Whose pids these are: the host name, and on Linux the pid namespace (containers may share a cache). */
  readonly host: string;
}

/** `gone` only when that is certain; `elsewhere` when its pid says nothing here. */
export type Liveness = "alive" | "gone" | "elsewhere";

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) ?? "", host: thisHost() };
}

export function livenessOf(process: ProcessIdentity): Liveness {
  if (process.host !== thisHost()) return "elsewhere";
  const start = startOf(process.pid);
  if (start === undefined) return "gone";
  return start === "" || process.start === "" || start === process.start ? "alive" : "gone";
}

function thisHost(): string {
  let namespace = "";
  try {
    namespace = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux.
  }
  return short(`${hostname()} ${namespace}`);
}

/** Start time of a living process; `""` if it lives and nothing more is known; undefined if there is none. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
  }
  if (process.platform === "linux") {
    try {
      // proc(5): the name in parentheses may hold anything; after it come the state (3) and, at 22, the start in ticks.
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? undefined : (fields[19] ?? "");
    } catch {
      return "";
    }
  }
  try {
    const text = execFileSync("/bin/ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return text.trim() === "" ? "" : short(text.trim());
  } catch {
    return "";
  }
}

function short(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

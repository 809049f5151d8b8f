import type { Clock } from "./clock.js";
import type { FileSystem } from "./file-system.js";
import type { Disk } from "./files.js";
import type { Wire } from "./wire.js";

/** The machine that the simulated processes share. */
export interface Machine {
  readonly clock: Clock;
  readonly wire: Wire;
  /** In [0, 1), following from the seed. */
  readonly random: () => number;
  readonly files: FileSystem;
  disk: Disk;
  readonly env: Record<string, string>;
  /** Start times of the living processes, by pid. */
  readonly processes: Map<number, string>;
  /** Addresses at which an engine listens. */
  readonly engines: Set<string>;
  /** For the story that a failed run tells. */
  trace(line: string): void;
  /** Told of every text before it is written to the disk. */
  written(text: string): void;
}

/** Few pids, so that each is used again and again. */
export function freePid({ processes }: Machine): number {
  for (let pid = 100; ; pid++) if (!processes.has(pid)) return pid;
}

import { pairedRatios, type Summary, summarise } from "../statistics.js";
import type { LiveCost } from "./live.js";
import { STORAGES, type Storage } from "./servers.js";
import type { Burst } from "./starts.js";
import type { Fanout } from "./subscribers.js";

/** One round of bursts: the gateway and the baseline at each storage, all in one run. */
export type Round = Readonly<Record<Storage, { readonly gateway: Burst; readonly baseline: Burst }>>;

export interface Figures {
  readonly rounds: readonly Round[];
  readonly live: readonly (LiveCost & { readonly storage: Storage })[];
  readonly fanout: readonly (Fanout & { readonly storage: Storage })[];
}

export interface Goal {
  readonly goal: string;
  readonly found: string;
  readonly holds: boolean;
}

const KILOBYTE = 1_024;
/** A start among many calls may take this much longer than among few before it counts as not flat. */
const FLAT = 1.25;

export function ratios({ rounds }: Figures, storage: Storage): { readonly perSecond: Summary; readonly p99: Summary } {
  const of = (figure: "perSecond" | "p99") =>
    pairedRatios(
      rounds.map((round) => round[storage].gateway[figure]),
      rounds.map((round) => round[storage].baseline[figure]),
    );
  return { perSecond: of("perSecond"), p99: of("p99") };
}

export function judge(figures: Figures): readonly Goal[] {
  const starts = (["embedded", "postgres"] as const).map((storage) => {
    const { median } = ratios(figures, storage).perSecond;
    return {
      goal: `${storage}: at least 0.70 × the baseline's starts`,
      found: `${median.toFixed(2)} ×`,
      holds: median >= 0.7,
    };
  });
  const live = figures.live.flatMap(({ storage, calls, memory, few, many }) => {
    const slower = many.cpu / few.cpu;
    return [
      {
        goal: `${storage}: at most 20 KB a live call, of ${calls}`,
        found: `${(memory / KILOBYTE).toFixed(1)} KB`,
        holds: memory <= 20 * KILOBYTE,
      },
      {
        goal: `${storage}: a start costs the same among 10 and among ${calls} calls`,
        found: `${slower.toFixed(2)} × the processor time`,
        holds: slower <= FLAT,
      },
    ];
  });
  return [...starts, ...live];
}

export function report(figures: Figures): string {
  const lines = [
    "starts                gateway /s   baseline /s   ratio (smallest, largest)   p99 gateway   p99 baseline",
  ];
  for (const storage of STORAGES) {
    const of = (server: "gateway" | "baseline", figure: "perSecond" | "p99") =>
      summarise(figures.rounds.map((round) => round[storage][server][figure])).median;
    const { perSecond } = ratios(figures, storage);
    lines.push(
      `${storage.padEnd(20)} ${of("gateway", "perSecond").toFixed(0).padStart(11)} ${of("baseline", "perSecond").toFixed(0).padStart(13)}   ` +
        `${perSecond.median.toFixed(2)} (${perSecond.min.toFixed(2)}, ${perSecond.max.toFixed(2)})`.padEnd(27) +
        `${of("gateway", "p99").toFixed(0).padStart(9)} ms ${of("baseline", "p99").toFixed(0).padStart(11)} ms`,
    );
  }
  for (const { storage, calls, memory, idleCpu, few, many } of figures.live) {
    lines.push(
      `${calls} live, ${storage}: ${(memory / KILOBYTE).toFixed(1)} KB a call, ${idleCpu.toFixed(1)} % of a processor when idle, ` +
        `a start ${few.cpu.toFixed(2)} → ${many.cpu.toFixed(2)} ms of it`,
    );
  }
  for (const { storage, listeners, messages, cpu, memory } of figures.fanout) {
    lines.push(
      `${listeners} listeners, ${storage}: ${messages} messages each, ${cpu.toFixed(1)} µs of a processor a message, ` +
        `${(memory / KILOBYTE).toFixed(1)} KB a listener`,
    );
  }
  lines.push(
    "",
    ...judge(figures).map(({ goal, found, holds }) => `${holds ? "holds " : "MISSED"}  ${goal}: ${found}`),
  );
  return lines.join("\n");
}

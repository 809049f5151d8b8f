import { setTimeout as delay } from "node:timers/promises";
import type { Server } from "./servers.js";
import { type Burst, placeStarts } from "./starts.js";

/** What many calls that are up at once take. */
export interface LiveCost {
  readonly calls: number;
  /** Bytes of resident memory a call. */
  readonly memory: number;
  /** Share of one processor while nothing happens, in percent. */
  readonly idleCpu: number;
  /** Of starts while ten calls are up, and while all of them are. */
  readonly few: Burst;
  readonly many: Burst;
}

const FEW = 10;
const AT_ONCE = 32;
const PROBE = 1_000;
/** Until the last call has been answered and has had its keys. */
const SETTLE_MS = 15_000;
const IDLE_MS = 10_000;

/** Holds `count` calls up; the server's other calls have been there before and count along. */
export async function holdCalls(server: Server, count: number): Promise<LiveCost> {
  // Warm: memory that the first requests take is not that of calls.
  await placeStarts(server, PROBE, AT_ONCE);
  await delay(SETTLE_MS);
  await placeStarts(server, FEW, AT_ONCE);
  const few = await placeStarts(server, PROBE, AT_ONCE);
  await delay(SETTLE_MS);
  await placeStarts(server, count, AT_ONCE);
  await delay(SETTLE_MS);
  const cpu = server.cpu();
  await delay(IDLE_MS);
  const idleCpu = ((server.cpu() - cpu) / IDLE_MS) * 100;
  const many = await placeStarts(server, PROBE, AT_ONCE);
  // Of as many again: the first ones take room that garbage had before.
  const before = server.memory();
  await placeStarts(server, count, AT_ONCE);
  await delay(SETTLE_MS);
  return { calls: count, memory: (server.memory() - before) / count, idleCpu, few, many };
}

import type { Journal } from "../journal/journal.js";
import type { IntentRecord } from "../journal/record.js";

/**
 * The starts of this process, and what the engine knows of them. `in-flight`: create has not returned. `returned`: the engine was given the
 * result, and whether it took it is open. `taken`: it was seen alive afterwards, so the state has the call.
 */
type StartState = "in-flight" | "returned" | "taken";

export interface OwnStart {
  record: IntentRecord;
  journal: Journal;
  state: StartState;
  /** For a returned start: when, on the monotonic clock. */
  returnedAt: number;
}

const starts = new Map<string, OwnStart>();
/** Starts that are being made: from before their intent is on disk until nothing of them is in flight. */
let underWay = 0;
const waitingForQuiet = new Set<() => void>();

/** Every start that this process knows of and has not let go. */
export function ownStarts(): readonly OwnStart[] {
  return [...starts.values()];
}

export function isInFlight(key: string): boolean {
  return starts.get(key)?.state === "in-flight";
}

export function began(journal: Journal, record: IntentRecord): OwnStart {
  const start: OwnStart = { record, journal, state: "in-flight", returnedAt: 0 };
  starts.set(record.key, start);
  return start;
}

export function returned(start: OwnStart): void {
  start.state = "returned";
  start.returnedAt = performance.now();
}

/** The start needs no more care: it is settled, or the state is known to have it. */
export function letGo(key: string): void {
  starts.delete(key);
}

/** Makes a start; `quiet` waits for it. */
export async function whileUnderWay<T>(work: () => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
    tellIfQuiet();
  }
}

export function isUnderWay(): boolean {
  return underWay > 0;
}

/** Resolves when no start is under way: a process that goes while an intent is being written would leave one for a start that was never sent. */
export async function quiet(): Promise<void> {
  if (!isUnderWay()) return;
  await new Promise<void>((resolve) => waitingForQuiet.add(resolve));
}

function tellIfQuiet(): void {
  if (isUnderWay()) return;
  for (const resolve of waitingForQuiet) resolve();
  waitingForQuiet.clear();
}

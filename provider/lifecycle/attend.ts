import type { Accounts } from "../accounts.js";
import { engineAddress } from "../host/engine-address.js";
import { takeCare } from "./care.js";
import { journalOf, see, stackSeen } from "./journal-setting.js";

/** For what dead processes of the same stack left behind, at the end of a run; the engine allows five seconds in all. */
const ORPHANS_MS = 1_000;

/** Begins to answer the engine's signals, once it is known that this process is a host. Called with each of the engine's calls. */
export function attend(properties: Readonly<Record<string, unknown>>, accounts: () => Accounts): void {
  const engine = engineAddress();
  if (engine === undefined) return;
  see(properties);
  takeCare({ engine, accounts, atEnd: () => endWhatIsLeft(accounts()) });
}

async function endWhatIsLeft(accounts: Accounts): Promise<void> {
  const [journal, stack] = [journalOf(process.env), stackSeen()];
  if (journal === undefined || stack === undefined || (await journal.entries("open")).length === 0) return;
  // The HTTP client is loaded only where it is used.
  await (await import("./stack-orphans.js")).endOrphans(journal, stack, accounts, ORPHANS_MS);
}

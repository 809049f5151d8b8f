import { noteEnding } from "./endings.js";
import { endCall, type Settling } from "./settle.js";
import type { OwnStart } from "./starts.js";

/**
 * Hangs up a call whose result a dead engine cannot have taken, as far as this process knows. The next run may be on its way already: while it is at this
 * session it settles the call itself, and once it has given the call back the state has it.
 */
export async function endUntaken({ record }: OwnStart, settling: Settling): Promise<void> {
  const { journal } = settling;
  const lock = await journal.lock(record.session);
  if (lock.kind === "busy" || record.call === undefined) return;
  try {
    // The engine may have written the result down just before it died. Noted before the look, so that a run which gives the call back from now on asks.
    // If it was given back, the note stays: it may by now be that of a delete, and at worst the next diff asks once.
    await noteEnding(record.key);
    const entries = await journal.entriesOf(record.session);
    const isUntaken = entries.some((one) => one.record.key === record.key && one.state === "open");
    if (isUntaken) await endCall(record, record.call, settling);
  } finally {
    await lock.release().catch(() => undefined);
  }
}

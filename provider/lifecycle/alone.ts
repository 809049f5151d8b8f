import { deadlineIn, waitWithin } from "../api/deadline.js";
import type { SessionIdentity } from "../journal/record.js";
import { busy } from "./busy.js";
import { identityOf, journalOf } from "./journal-setting.js";
import type { Settling } from "./settle.js";

/** Somebody else's work on a session is waited for this long: most often it is the end of another run, which allows itself less. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 200;

/** Does `work` while no other process is at work on this session. Throws `SYMBL_SESSION_BUSY` when one stays at it. */
export async function whileAlone<T>(
  session: SessionIdentity,
  { journal, quit, waiting }: Pick<Settling, "journal" | "quit" | "waiting">,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = deadlineIn(PATIENCE_MS, quit);
  for (;;) {
    const lock = await journal.lock(session);
    if (lock.kind === "held") {
      try {
        return await work();
      } finally {
        await lock.release().catch(() => undefined);
      }
    }
    // Of two that stepped back at once, one comes back first.
    const wait = LOOK_MS * (0.5 + Math.random());
    waiting?.(`process ${lock.by.pid} is at work on this session`, wait);
    if (!(await waitWithin(deadline, wait))) throw busy(lock.by);
  }
}

/** Does `work` so that others at this session wait for it, as far as that can be had: it must be done in any case. */
export async function seenByOthers<T>(
  properties: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  const [session, journal] = [identityOf(properties), journalOf(process.env)];
  const lock = session === undefined ? undefined : await journal?.lock(session).catch(() => undefined);
  try {
    return await work();
  } finally {
    if (lock?.kind === "held") await lock.release().catch(() => undefined);
  }
}

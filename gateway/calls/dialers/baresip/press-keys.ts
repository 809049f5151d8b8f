import { setTimeout as delay } from "node:timers/promises";
import { KEY_MS, keyPresses } from "../../dtmf.js";

/** Presses the keys of `dtmf` in the contract's time. `send` starts a key's tone, `onPressed` hears when it and its gap are over. Rejects when `signal` aborts. */
export async function pressKeys(
  dtmf: string,
  send: (key: string) => void,
  onPressed: () => void,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const until = (at: number) => delay(Math.max(0, began + at - performance.now()), undefined, { signal });
  for (const { at, key } of keyPresses(dtmf)) {
    if (key !== undefined) {
      await until(at - KEY_MS);
      send(key);
    }
    await until(at);
    if (key !== undefined) onPressed();
  }
}

/** Tells every operation of this process that nothing more is to be begun: the engine is gone, or wants us to go. */
const controller = new AbortController();

export const quitSignal: AbortSignal = controller.signal;

export function quitNow(): void {
  controller.abort();
}

export function isQuitting(): boolean {
  return controller.signal.aborted;
}

/** DTMF strings as steps. Source: Symbl Telephony API, "dtmf". Pure. */

/** What each comma waits. Source: Symbl Telephony API, "dtmf". */
export const COMMA_PAUSE_MS = 500;

export type DtmfStep =
  /** Keys to press one after the other. */
  { readonly type: "press"; readonly keys: string } | { readonly type: "pause"; readonly milliseconds: number };

/** `",,12#,3"` → pause 1000, press `12#`, pause 500, press `3`. */
export function dtmfSteps(dtmf: string): readonly DtmfStep[] {
  return (dtmf.match(/,+|[^,]+/g) ?? []).map((run) =>
    run.startsWith(",") ? { type: "pause", milliseconds: run.length * COMMA_PAUSE_MS } : { type: "press", keys: run },
  );
}

/** Milliseconds that the whole string takes when a key takes `keyMs`. */
export function dtmfDuration(dtmf: string, keyMs: number): number {
  return dtmfSteps(dtmf).reduce(
    (sum, step) => sum + (step.type === "pause" ? step.milliseconds : step.keys.length * keyMs),
    0,
  );
}

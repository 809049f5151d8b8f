import type { Endpoint } from "../wire/endpoint.js";
import type { EndCause } from "./call.js";
import type { Speech } from "./speech.js";

/** What places calls: the seam between the gateway and a telephone network. */
export interface Dialer {
  readonly name: string;
  /** Whether a call may cost someone money. The development credentials exist only when it may not. */
  readonly placesRealCalls: boolean;
  /** How much faster than a telephone network time goes by on its calls. Default: 1. */
  readonly speed?: number;
  /**
   * Dials `endpoint`; resolves when the call is on its way, and rejects when provably nothing was dialled.
   * `listener` hears all that happens to the call, `ended` last and once, also when the leg is hung up by us. DTMF is sent by `Leg.sendDtmf`, not by this.
   */
  dial(endpoint: Endpoint, listener: LegListener): Promise<Leg>;
  /** Releases what the dialer holds; every leg has ended before. */
  close(): Promise<void>;
}

/** One call of a dialer. */
export interface Leg {
  /** Hangs up; resolves when the call is down, and rejects when it may still be up. Again: nothing. */
  hangUp(): Promise<void>;
  /** Presses keys, a comma waiting 500 ms; the listener hears `dtmf-progress` after each, where the dialer can tell, and `dtmf-sent` when all are pressed. */
  sendDtmf(dtmf: string): void;
  /** Lets the far end hang up. Simulated legs only. */
  readonly simulateRemoteHangUp?: () => void;
}

export type LegEvent =
  | { readonly type: "ringing" }
  | { readonly type: "answered" }
  /** How many keys of a string have been pressed; never which. */
  | { readonly type: "dtmf-progress"; readonly pressed: number; readonly of: number }
  | { readonly type: "dtmf-sent" }
  /** Sound from the far end: 16-bit mono samples. */
  | { readonly type: "media"; readonly sampleRate: number; readonly samples: Int16Array }
  /** Words in that sound, of a dialer that recognises them. */
  | { readonly type: "speech"; readonly speech: Speech }
  | { readonly type: "ended"; readonly cause: EndCause };

export type LegListener = (event: LegEvent) => void;

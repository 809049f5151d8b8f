import type { Endpoint } from "../wire/endpoint.js";
import type { EndCause } from "./causes.js";
import type { Speech } from "./speech.js";

/** What places calls: the seam between the gateway and a telephone network. */
export interface Dialer {
  readonly name: string;
  /** Whether a call may cost someone money. The development credentials exist only when it may not. */
  readonly placesRealCalls: boolean;
  /** Whether the far end hears, at each answer, an announcement that the dialer was given, such as that it is recorded. Default: it does not. */
  readonly playsAnnouncement?: boolean;
  /** How much faster than a telephone network time goes by on its calls. Default: 1. */
  readonly speed?: number;
  /**
   * Dials `endpoint`; resolves when the call is on its way, and rejects when provably nothing was dialled: with the `ApiError` that the start is
   * answered with, such as a 400 for a number that no trunk takes or a 429 for one call too many.
   * `listener` hears all that happens to the call, `ended` last and once, also when the leg is hung up by us. DTMF is sent by `Leg.sendDtmf`, not by this.
   */
  dial(endpoint: Endpoint, listener: LegListener, context: DialContext): Promise<Leg>;
  /** Releases what the dialer holds; every leg has ended before. */
  close(): Promise<void>;
}

/** Whose call it is. */
export interface DialContext {
  readonly connectionId: string;
  readonly appId: string;
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

/** `far` is what we hear, `near` what we say. */
export type Side = "far" | "near";

/** Sound, without a gap behind what came before on its side. */
export interface Media {
  readonly side: Side;
  /** Hz. */
  readonly sampleRate: number;
  /** 16-bit mono. */
  readonly samples: Int16Array;
}

export type LegEvent =
  | { readonly type: "ringing" }
  | { readonly type: "answered" }
  /** How many keys of a string have been pressed; never which. */
  | { readonly type: "dtmf-progress"; readonly pressed: number; readonly of: number }
  | { readonly type: "dtmf-sent" }
  /** Something that a person should know, such as that the far end takes no keys. */
  | { readonly type: "warning"; readonly text: string }
  /** The far end begins to hear the announcement that the dialer was given. */
  | { readonly type: "announcing" }
  | { readonly type: "media"; readonly media: Media }
  /** Words in that sound, of a dialer that recognises them. */
  | { readonly type: "speech"; readonly speech: Speech }
  | { readonly type: "ended"; readonly cause: EndCause };

export type LegListener = (event: LegEvent) => void;

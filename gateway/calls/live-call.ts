import type { Endpoint } from "../wire/endpoint.js";
import type { Call } from "./call.js";
import type { EndCause } from "./causes.js";
import type { CallClocks } from "./clocks.js";
import type { Leg, LegEvent } from "./dialer.js";

/** How far the keys of a call have been pressed. */
export interface DtmfProgress {
  readonly pressed: number;
  readonly of: number;
}

/** A call that this process has up. */
export interface LiveCall {
  readonly connectionId: string;
  readonly endpoint: Endpoint;
  call: Call;
  /** Absent while the dialer has not yet said that the call is on its way. */
  leg: Leg | undefined;
  /** Settles when it is on its way, or is not; never rejects. */
  dialling: Promise<unknown>;
  /** What happened before there was a leg. */
  readonly early: LegEvent[];
  /** Why we are hanging up; what the dialer says then is only an echo of it. */
  requestedCause: EndCause | undefined;
  readonly clocks: CallClocks;
  dtmf: DtmfProgress | undefined;
  /** Settles when every state so far is kept. */
  kept: Promise<void>;
  hangingUp: Promise<void> | undefined;
}

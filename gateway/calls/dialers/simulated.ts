import type { Endpoint } from "../../wire/endpoint.js";
import { END_CAUSE, type EndCause } from "../call.js";
import type { Dialer, Leg, LegListener } from "../dialer.js";
import { dtmfDuration } from "../dtmf.js";

/** A dialer that dials nobody: every call rings, is answered, and stays up until someone hangs up. It makes no sound. */
export interface SimulatedDialerOptions {
  /** The same seed gives the same delays, call by call. Default: 1. */
  readonly seed?: number;
  /** How much faster than a telephone network: 2 halves every delay. Default: 1. */
  readonly speed?: number;
}

/** Milliseconds until the far end rings, and from then until it answers. */
export interface CallPlan {
  readonly ringingAfter: number;
  readonly answeredAfter: number;
}

/** Milliseconds a key takes, tone and gap. */
const KEY_MS = 240;

export class SimulatedDialer implements Dialer {
  readonly name = "simulated";
  readonly placesRealCalls = false;
  readonly #random: () => number;
  readonly #speed: number;

  constructor(options: SimulatedDialerOptions = {}) {
    this.#random = seededRandom(options.seed ?? 1);
    this.#speed = options.speed ?? 1;
  }

  dial(_endpoint: Endpoint, listener: LegListener): Promise<Leg> {
    return Promise.resolve(new SimulatedLeg(planCall(this.#random), this.#speed, listener));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class SimulatedLeg implements Leg {
  readonly #speed: number;
  readonly #listener: LegListener;
  readonly #timers = new Set<NodeJS.Timeout>();
  #ended = false;

  constructor(plan: CallPlan, speed: number, listener: LegListener) {
    this.#speed = speed;
    this.#listener = listener;
    this.#after(plan.ringingAfter, () => {
      listener({ type: "ringing" });
      this.#after(plan.answeredAfter, () => listener({ type: "answered" }));
    });
  }

  hangUp(): Promise<void> {
    this.#end("local hang-up");
    return Promise.resolve();
  }

  sendDtmf(dtmf: string): void {
    this.#after(dtmfDuration(dtmf, KEY_MS), () => this.#listener({ type: "dtmf-sent" }));
  }

  readonly simulateRemoteHangUp = (): void => this.#end(END_CAUSE.remoteHangUp);

  #after(milliseconds: number, action: () => void): void {
    if (this.#ended) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds / this.#speed);
    this.#timers.add(timer);
  }

  #end(cause: EndCause): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#listener({ type: "ended", cause });
  }
}

/** The delays of one call: rings after 0.2 to 0.8 s, is answered 1 to 4 s later. */
export function planCall(random: () => number): CallPlan {
  return { ringingAfter: 200 + Math.floor(random() * 600), answeredAfter: 1_000 + Math.floor(random() * 3_000) };
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32: small, and good enough for delays). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

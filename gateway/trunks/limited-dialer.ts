import type { DialContext, Dialer, Leg, LegListener } from "../calls/dialer.js";
import { noLineFree, tooManyStarts } from "../errors.js";
import type { Endpoint } from "../wire/endpoint.js";
import { CallRate } from "./call-rate.js";
import { Places } from "./places.js";

export interface CallsAllowed {
  /** At a time, of all apps. */
  readonly maxCalls: number;
  readonly callsPerMinutePerApp: number;
}

/** A dialer that dials no more, and no faster, than it may. A start that it refuses, or that fails, counts for nothing. */
export class LimitedDialer implements Dialer {
  readonly name: string;
  readonly placesRealCalls: boolean;
  readonly speed: number;
  readonly playsAnnouncement: boolean;
  readonly #inner: Dialer;
  readonly #allowed: CallsAllowed;
  readonly #places: Places;
  readonly #rate: CallRate;

  /** `clock`: milliseconds, from any moment on. Default: one that nobody sets. */
  constructor(inner: Dialer, allowed: CallsAllowed, clock: () => number = () => performance.now()) {
    this.name = inner.name;
    this.placesRealCalls = inner.placesRealCalls;
    this.speed = inner.speed ?? 1;
    this.playsAnnouncement = inner.playsAnnouncement ?? false;
    this.#inner = inner;
    this.#allowed = allowed;
    this.#places = new Places(allowed.maxCalls);
    this.#rate = new CallRate(allowed.callsPerMinutePerApp, clock);
  }

  async dial(endpoint: Endpoint, listener: LegListener, context: DialContext): Promise<Leg> {
    const leave = this.#places.take();
    if (leave === undefined) throw noLineFree("the gateway");
    const uncount = this.#rate.count(context.appId);
    if (typeof uncount === "number") {
      leave();
      throw tooManyStarts(this.#allowed.callsPerMinutePerApp, Math.ceil(uncount / 1_000));
    }
    const hear: LegListener = (event) => {
      if (event.type === "ended") leave();
      listener(event);
    };
    try {
      return await this.#inner.dial(endpoint, hear, context);
    } catch (error) {
      leave();
      uncount();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

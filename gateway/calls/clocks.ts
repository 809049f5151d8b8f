import { LONGEST_TIMER_MS } from "../timers.js";
import { END_CAUSE, type EndCause } from "./causes.js";

/** How long the calls of a gateway may ring, be silent and last, in seconds; `undefined` for without end. */
export interface CallLimits {
  /** From the dialling to the answer. Default: 90 for real calls, without end for simulated ones. */
  readonly ringLimit?: number | undefined;
  /** In silence, of calls that name no `idleTimeout` of their own. Default: 1800. Source: Symbl Telephony API, "a silent call is ended after 30 minutes". */
  readonly idleLimit?: number | undefined;
  /** From the answer on. Default: 43200, twelve hours, for real calls, without end for simulated ones. */
  readonly durationLimit?: number | undefined;
}

const DEFAULT_RING_LIMIT_SECONDS = 90;
const DEFAULT_IDLE_LIMIT_SECONDS = 1_800;
const DEFAULT_DURATION_LIMIT_SECONDS = 43_200;

/** What of a dialer counts for the limits of its calls. */
export interface Pace {
  readonly placesRealCalls: boolean;
  readonly speed?: number;
}

/** The clocks of one call: `onTime` hears which of its limits it has reached. */
export class CallClocks {
  readonly #limits: CallLimits;
  readonly #pace: Pace;
  /** The call's own idle limit. Seconds; -1 for never. */
  readonly #idleTimeout: number | undefined;
  readonly #onTime: (cause: EndCause) => void;
  #ring: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #duration: NodeJS.Timeout | undefined;

  constructor(limits: CallLimits, pace: Pace, idleTimeout: number | undefined, onTime: (cause: EndCause) => void) {
    this.#limits = limits;
    this.#pace = pace;
    this.#idleTimeout = idleTimeout;
    this.#onTime = onTime;
  }

  dialled(): void {
    const limit = this.#limit("ringLimit", DEFAULT_RING_LIMIT_SECONDS);
    this.#ring = this.#after(seconds(limit), END_CAUSE.noAnswer);
  }

  answered(): void {
    clearTimeout(this.#ring);
    const limit = this.#limit("durationLimit", DEFAULT_DURATION_LIMIT_SECONDS);
    this.#duration = this.#after(seconds(limit), END_CAUSE.longestDuration);
    this.#idle = this.#after(this.#idleAfter(), END_CAUSE.idleTimeout);
  }

  /** Someone was heard. Before the answer: nothing. */
  heard(): void {
    this.#idle?.refresh();
  }

  stop(): void {
    for (const timer of [this.#ring, this.#idle, this.#duration]) clearTimeout(timer);
    // A timer that is refreshed after it was cleared would run again.
    this.#idle = undefined;
  }

  /** What a call asks for itself goes at the speed of its dialer; the limit of the gateway goes by the clock on the wall. */
  #idleAfter(): number | undefined {
    if (this.#idleTimeout === -1) return undefined;
    if (this.#idleTimeout !== undefined) return seconds(this.#idleTimeout / (this.#pace.speed ?? 1));
    return seconds("idleLimit" in this.#limits ? this.#limits.idleLimit : DEFAULT_IDLE_LIMIT_SECONDS);
  }

  #limit(name: "ringLimit" | "durationLimit", ofRealCalls: number): number | undefined {
    if (name in this.#limits) return this.#limits[name];
    return this.#pace.placesRealCalls ? ofRealCalls : undefined;
  }

  #after(milliseconds: number | undefined, cause: EndCause): NodeJS.Timeout | undefined {
    return milliseconds === undefined ? undefined : setTimeout(() => this.#onTime(cause), milliseconds);
  }
}

function seconds(count: number | undefined): number | undefined {
  return count === undefined ? undefined : Math.min(count * 1_000, LONGEST_TIMER_MS);
}

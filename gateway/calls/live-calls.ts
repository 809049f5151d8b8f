import { stopping } from "../errors.js";
import { LONGEST_TIMER_MS } from "../timers.js";
import type { Endpoint } from "../wire/endpoint.js";
import {
  advance,
  type Call,
  type CallEvent,
  type CallState,
  END_CAUSE,
  type EndCause,
  isLive,
  newCall,
} from "./call.js";
import type { Dialer, Leg, LegEvent } from "./dialer.js";
import type { Speech } from "./speech.js";

export interface LiveCallsOptions {
  readonly dialer: Dialer;
  /** Seconds of silence after which a call is ended that names no `idleTimeout` of its own; `undefined` for never. Default: 1800, as Symbl does. */
  readonly idleLimit?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Hears each new state of a call, in order; a call's next state waits until this one is kept. */
  readonly onChange: (connectionId: string, call: Call) => Promise<void>;
  /** Hears that a call is on its way. */
  readonly onDialled?: (connectionId: string) => void;
  /** Hears how far the keys of a call have been pressed. */
  readonly onDtmf?: (connectionId: string, progress: DtmfProgress) => void;
  /** Hears what is said on a call that has been answered. */
  readonly onSpeech: (connectionId: string, speech: Speech) => void;
  readonly onError: (error: unknown, connectionId: string) => void;
}

/** How far the keys of a call have been pressed. */
export interface DtmfProgress {
  readonly pressed: number;
  readonly of: number;
}

/** Source: Symbl Telephony API, "a silent call is ended after 30 minutes". */
export const DEFAULT_IDLE_LIMIT_SECONDS = 1_800;

interface LiveCall {
  readonly connectionId: string;
  readonly endpoint: Endpoint;
  call: Call;
  /** Absent while the dialer has not yet said that the call is on its way. */
  leg: Leg | undefined;
  /** What happened before there was a leg. */
  readonly early: LegEvent[];
  /** Why we are hanging up; what the dialer says then is only an echo of it. */
  requestedCause: EndCause | undefined;
  idleTimer: NodeJS.Timeout | undefined;
  dtmf: DtmfProgress | undefined;
  /** Settles when every state so far is kept. */
  kept: Promise<void>;
  hangingUp: Promise<void> | undefined;
}

/** The calls that this process has up: drives each through its states by what the dialer reports. */
export class LiveCalls {
  readonly #options: LiveCallsOptions;
  readonly #calls = new Map<string, LiveCall>();
  #closed = false;

  constructor(options: LiveCallsOptions) {
    this.#options = options;
  }

  /** Whether no more calls are dialled. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether the call is up. */
  has(connectionId: string): boolean {
    return this.#calls.has(connectionId);
  }

  /** How far the keys of a call that is up have been pressed; `undefined` before the first. */
  dtmfProgress(connectionId: string): DtmfProgress | undefined {
    return this.#calls.get(connectionId)?.dtmf;
  }

  /** How many calls are up in each state. */
  countByState(): Readonly<Record<Exclude<CallState, "ended">, number>> {
    const counts = { dialing: 0, ringing: 0, answered: 0 };
    for (const { call } of this.#calls.values()) if (call.state !== "ended") counts[call.state] += 1;
    return counts;
  }

  /** Dials; resolves when the call is on its way, and rejects when nothing was dialled. */
  async dial(connectionId: string, endpoint: Endpoint, dialledAt: number): Promise<void> {
    if (this.#closed) throw stopping();
    const live: LiveCall = {
      connectionId,
      endpoint,
      call: newCall(dialledAt),
      leg: undefined,
      early: [],
      requestedCause: undefined,
      idleTimer: undefined,
      dtmf: undefined,
      kept: Promise.resolve(),
      hangingUp: undefined,
    };
    this.#calls.set(connectionId, live);
    try {
      live.leg = await this.#options.dialer.dial(endpoint, (event) => this.#hear(live, event));
    } catch (error) {
      this.#calls.delete(connectionId);
      throw error;
    }
    this.#options.onDialled?.(connectionId);
    for (const event of live.early.splice(0)) this.#hear(live, event);
    // Someone wanted the call down while it was being dialled.
    if (live.requestedCause === undefined) return;
    // It was dialled, whatever becomes of that.
    await this.hangUp(connectionId, live.requestedCause).catch((error: unknown) =>
      this.#options.onError(error, connectionId),
    );
  }

  /** Hangs up; resolves when the call has ended and that is kept. A call that is not up: nothing. */
  hangUp(connectionId: string, cause: EndCause): Promise<void> {
    const live = this.#calls.get(connectionId);
    if (live === undefined) return Promise.resolve();
    live.requestedCause ??= cause;
    if (live.leg === undefined) return Promise.resolve();
    live.hangingUp ??= this.#takeDown(live, live.leg);
    return live.hangingUp;
  }

  /** Lets the far end hang up; `false` when the dialer cannot, or the call is not up. */
  async simulateRemoteHangUp(connectionId: string): Promise<boolean> {
    const live = this.#calls.get(connectionId);
    const hangUp = live?.leg?.simulateRemoteHangUp;
    if (live === undefined || hangUp === undefined) return false;
    hangUp();
    await live.kept;
    return true;
  }

  /** Someone was heard on the call, so it is not idle. */
  heard(connectionId: string): void {
    const live = this.#calls.get(connectionId);
    if (live !== undefined) this.#restartIdleTimer(live);
  }

  /** Hangs every call up; resolves to how many there were. */
  async hangUpAll(cause: EndCause): Promise<number> {
    const ids = [...this.#calls.keys()];
    await Promise.all(
      ids.map((id) => this.hangUp(id, cause).catch((error: unknown) => this.#options.onError(error, id))),
    );
    return ids.length;
  }

  /** Hangs every call up and dials no more. */
  async close(cause: EndCause): Promise<number> {
    this.#closed = true;
    return this.hangUpAll(cause);
  }

  async #takeDown(live: LiveCall, leg: Leg): Promise<void> {
    try {
      await leg.hangUp();
      // A dialer that forgot to report the end must not leave the call up for ever.
      this.#hear(live, { type: "ended", cause: END_CAUSE.stopped });
      await live.kept;
    } finally {
      // A failed attempt may be repeated.
      live.hangingUp = undefined;
    }
  }

  #hear(live: LiveCall, event: LegEvent): void {
    if (live.leg === undefined) {
      live.early.push(event);
      return;
    }
    switch (event.type) {
      case "media":
        this.#restartIdleTimer(live);
        return;
      case "speech":
        if (live.call.state !== "answered") return;
        this.#restartIdleTimer(live);
        this.#options.onSpeech(live.connectionId, event.speech);
        return;
      case "ended":
        this.#step(live, { type: "ended", cause: live.requestedCause ?? event.cause });
        return;
      case "answered":
        if (this.#step(live, event)) {
          if (live.endpoint.dtmf) live.leg.sendDtmf(live.endpoint.dtmf);
          this.#restartIdleTimer(live);
        }
        return;
      case "dtmf-progress":
        live.dtmf = { pressed: event.pressed, of: event.of };
        this.#options.onDtmf?.(live.connectionId, live.dtmf);
        return;
      case "ringing":
      case "dtmf-sent":
        this.#step(live, event);
        return;
    }
  }

  #step(live: LiveCall, event: CallEvent): boolean {
    const next = advance(live.call, event, this.#options.clock());
    if (next === live.call) return false;
    live.call = next;
    if (!isLive(next)) {
      clearTimeout(live.idleTimer);
      this.#calls.delete(live.connectionId);
    }
    // A state that could not be kept must not keep the later ones from being kept.
    const onChange = () => this.#options.onChange(live.connectionId, next);
    live.kept = live.kept.then(onChange, onChange);
    // Whoever hangs up awaits `kept`; without anyone there the failure must still be heard.
    live.kept.catch((error: unknown) => this.#options.onError(error, live.connectionId));
    return true;
  }

  #restartIdleTimer(live: LiveCall): void {
    if (live.call.state !== "answered") return;
    if (live.idleTimer !== undefined) {
      live.idleTimer.refresh();
      return;
    }
    const milliseconds = this.#idleAfter(live.endpoint.idleTimeout);
    if (milliseconds === undefined) return;
    live.idleTimer = setTimeout(() => {
      this.hangUp(live.connectionId, END_CAUSE.idleTimeout).catch((error: unknown) =>
        this.#options.onError(error, live.connectionId),
      );
    }, milliseconds);
  }

  /** What a call asks for itself goes at the speed of its dialer; the limit of the gateway goes by the clock on the wall. */
  #idleAfter(idleTimeout: number | undefined): number | undefined {
    if (idleTimeout === -1) return undefined;
    if (idleTimeout !== undefined) {
      return Math.min((idleTimeout * 1_000) / (this.#options.dialer.speed ?? 1), LONGEST_TIMER_MS);
    }
    const limit = "idleLimit" in this.#options ? this.#options.idleLimit : DEFAULT_IDLE_LIMIT_SECONDS;
    return limit === undefined ? undefined : Math.min(limit * 1_000, LONGEST_TIMER_MS);
  }
}

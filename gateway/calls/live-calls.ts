import { stopping } from "../errors.js";
import type { Endpoint } from "../wire/endpoint.js";
import { advance, type Call, type CallEvent, type CallState, isLive, newCall } from "./call.js";
import { END_CAUSE, type EndCause } from "./causes.js";
import { CallClocks, type CallLimits } from "./clocks.js";
import type { DialContext, Dialer, Leg, LegEvent, Media } from "./dialer.js";
import type { DtmfProgress, LiveCall } from "./live-call.js";
import { isSound } from "./sound.js";
import type { Speech } from "./speech.js";

export interface LiveCallsOptions {
  readonly dialer: Dialer;
  /** Default: those of `clocks.ts`. */
  readonly limits?: CallLimits;
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
  /** Hears the sound of a call that has been answered. */
  readonly onMedia?: (connectionId: string, media: Media) => void;
  /** Hears that the far end begins to hear its announcement. */
  readonly onAnnouncing?: (connectionId: string) => void;
  readonly onError: (error: unknown, connectionId: string) => void;
}

/** The calls that this process has up: drives each through its states by what the dialer reports. */
export class LiveCalls {
  readonly #options: LiveCallsOptions;
  readonly #calls = new Map<string, LiveCall>();
  /** Calls that have ended, until that is kept. */
  readonly #ending = new Map<string, Promise<void>>();
  #closed = false;

  constructor(options: LiveCallsOptions) {
    this.#options = options;
  }

  /** Whether no more calls are dialled. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether the call is up, or its end is yet to be kept. */
  has(connectionId: string): boolean {
    return this.#calls.has(connectionId) || this.#ending.has(connectionId);
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
  async dial(context: DialContext, endpoint: Endpoint, dialledAt: number): Promise<void> {
    if (this.#closed) throw stopping();
    const { connectionId } = context;
    const { dialer, limits = {} } = this.#options;
    const live: LiveCall = {
      connectionId,
      endpoint,
      call: newCall(dialledAt),
      leg: undefined,
      dialling: Promise.resolve(),
      early: [],
      requestedCause: undefined,
      clocks: new CallClocks(limits, dialer, endpoint.idleTimeout, (cause) => this.#timeIsUp(connectionId, cause)),
      dtmf: undefined,
      kept: Promise.resolve(),
      hangingUp: undefined,
    };
    this.#calls.set(connectionId, live);
    try {
      const dialling = dialer.dial(endpoint, (event) => this.#hear(live, event), context);
      live.dialling = dialling.catch(() => undefined);
      live.leg = await dialling;
    } catch (error) {
      this.#calls.delete(connectionId);
      throw error;
    }
    live.clocks.dialled();
    this.#options.onDialled?.(connectionId);
    for (const event of live.early.splice(0)) this.#hear(live, event);
    // Someone wanted the call down while it was being dialled.
    if (live.requestedCause === undefined) return;
    // It was dialled, whatever becomes of that.
    await this.hangUp(connectionId, live.requestedCause).catch((error: unknown) =>
      this.#options.onError(error, connectionId),
    );
  }

  /** Hangs up; resolves when the call has ended and that is kept, also when it had ended by itself. A call that is not up: nothing. */
  hangUp(connectionId: string, cause: EndCause): Promise<void> {
    const live = this.#calls.get(connectionId);
    if (live === undefined) return this.#ending.get(connectionId) ?? Promise.resolve();
    live.requestedCause ??= cause;
    // Not before that is certain does it go down, or is nothing up.
    if (live.leg === undefined) return live.dialling.then(() => this.hangUp(connectionId, cause));
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

  /** Keeps something on the call that a person should know. A call that is not up: nothing. */
  warn(connectionId: string, text: string): void {
    const live = this.#calls.get(connectionId);
    if (live !== undefined) this.#step(live, { type: "warning", text });
  }

  /** Someone was heard on the call, so it is not idle. */
  heard(connectionId: string): void {
    this.#calls.get(connectionId)?.clocks.heard();
  }

  /** Presses keys on a call; `false` when it is not up, or not answered. */
  sendDtmf(connectionId: string, dtmf: string): boolean {
    const live = this.#calls.get(connectionId);
    if (live?.leg === undefined || live.call.state !== "answered") return false;
    live.leg.sendDtmf(dtmf);
    live.clocks.heard();
    return true;
  }

  /** Hangs every call up; resolves to how many there were. What is still being dialled is not waited for: it goes down once it is on its way. */
  async hangUpAll(cause: EndCause): Promise<number> {
    const all = [...this.#calls.values()];
    for (const live of all) live.requestedCause ??= cause;
    const up = all.filter(({ leg }) => leg !== undefined).map(({ connectionId }) => connectionId);
    await Promise.all(
      up.map((id) => this.hangUp(id, cause).catch((error: unknown) => this.#options.onError(error, id))),
    );
    return all.length;
  }

  /** Hangs every call up and dials no more. */
  async close(cause: EndCause): Promise<number> {
    this.#closed = true;
    return this.hangUpAll(cause);
  }

  #timeIsUp(connectionId: string, cause: EndCause): void {
    this.hangUp(connectionId, cause).catch((error: unknown) => this.#options.onError(error, connectionId));
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
        if (live.call.state !== "answered") return;
        if (event.media.side === "far" && isSound(event.media.samples)) live.clocks.heard();
        this.#options.onMedia?.(live.connectionId, event.media);
        return;
      case "announcing":
        if (live.call.state === "answered") this.#options.onAnnouncing?.(live.connectionId);
        return;
      case "speech":
        if (live.call.state !== "answered") return;
        live.clocks.heard();
        this.#options.onSpeech(live.connectionId, event.speech);
        return;
      case "ended":
        this.#step(live, { type: "ended", cause: live.requestedCause ?? event.cause });
        return;
      case "answered":
        if (this.#step(live, event)) {
          live.clocks.answered();
          if (live.endpoint.dtmf) live.leg.sendDtmf(live.endpoint.dtmf);
        }
        return;
      case "dtmf-progress":
        live.dtmf = { pressed: event.pressed, of: event.of };
        this.#options.onDtmf?.(live.connectionId, live.dtmf);
        return;
      case "ringing":
      case "dtmf-sent":
      case "warning":
        this.#step(live, event);
        return;
    }
  }

  #step(live: LiveCall, event: CallEvent): boolean {
    const next = advance(live.call, event, this.#options.clock());
    if (next === live.call) return false;
    live.call = next;
    if (!isLive(next)) {
      live.clocks.stop();
      this.#calls.delete(live.connectionId);
    }
    // A state that could not be kept must not keep the later ones from being kept.
    const onChange = () => this.#options.onChange(live.connectionId, next);
    live.kept = live.kept.then(onChange, onChange);
    // Whoever hangs up awaits `kept`; without anyone there the failure must still be heard.
    live.kept.catch((error: unknown) => this.#options.onError(error, live.connectionId));
    if (!isLive(next)) this.#awaitEnd(live);
    return true;
  }

  #awaitEnd({ connectionId, kept }: LiveCall): void {
    this.#ending.set(connectionId, kept);
    const over = () => this.#ending.delete(connectionId);
    kept.then(over, over);
  }
}

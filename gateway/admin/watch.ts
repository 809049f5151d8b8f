import type { DtmfProgress } from "../calls/live-call.js";
import type { LiveCalls } from "../calls/live-calls.js";
import type { Store } from "../store/store.js";
import { type ConsoleEvent, showListedCall } from "./shown.js";

/** How many live and ended calls a watcher is shown; more can be searched for. */
const LIVE_SHOWN = 200;
const ENDED_SHOWN = 50;

export interface WatchOptions {
  readonly store: Pick<Store, "calls">;
  readonly calls: Pick<LiveCalls, "dtmfProgress">;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly onTrouble: (error: unknown) => void;
  /** How often the whole is looked at, for what other processes do. Default: 5000. */
  readonly lookMs?: number;
}

/** Tells those who watch the gateway what happens to its calls. While nobody watches it costs nothing. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #watchers = new Set<(event: ConsoleEvent) => void>();
  #timer: NodeJS.Timeout | undefined;
  #latest = "";

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Tells `watcher` how all is now, and then what changes; resolves to how to leave. */
  async join(watcher: (event: ConsoleEvent) => void): Promise<() => void> {
    // Before the snapshot is taken: what happens meanwhile comes too early rather than never.
    this.#watchers.add(watcher);
    const leave = () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#rest();
    };
    try {
      watcher(await this.#snapshot());
    } catch (error) {
      leave();
      throw error;
    }
    if (this.#watchers.has(watcher)) {
      this.#timer ??= setInterval(() => this.#look(), this.#options.lookMs ?? 5_000).unref();
    }
    return leave;
  }

  /** Something has happened to the call. */
  changed(connectionId: string): void {
    if (this.#watchers.size === 0) return;
    this.#options.store
      .calls({ connectionId, limit: 1 })
      .then(([call]) => {
        if (call !== undefined) this.#tell({ type: "call", call: this.#show(call) });
      })
      .catch(this.#options.onTrouble);
  }

  /** A key was pressed. */
  pressed(connectionId: string, dtmf: DtmfProgress): void {
    if (this.#watchers.size > 0) this.#tell({ type: "dtmf", connectionId, dtmf });
  }

  /** A result message was sent to those who listen to the connection. */
  result(connectionId: string, message: object): void {
    if (this.#watchers.size > 0) this.#tell({ type: "result", connectionId, message });
  }

  #look(): void {
    this.#snapshot()
      .then((snapshot) => {
        const { now: _now, ...rest } = snapshot;
        const text = JSON.stringify(rest);
        if (text === this.#latest) return;
        this.#latest = text;
        this.#tell(snapshot);
      })
      .catch(this.#options.onTrouble);
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#latest = "";
  }

  #tell(event: ConsoleEvent): void {
    for (const watcher of this.#watchers) watcher(event);
  }

  async #snapshot(): Promise<Extract<ConsoleEvent, { type: "snapshot" }>> {
    const { store, clock } = this.#options;
    const [live, ended] = await Promise.all([
      store.calls({ live: true, limit: LIVE_SHOWN }),
      store.calls({ live: false, limit: ENDED_SHOWN }),
    ]);
    return {
      type: "snapshot",
      now: new Date(clock()).toISOString(),
      live: live.map((call) => this.#show(call)),
      ended: ended.map((call) => this.#show(call)),
    };
  }

  #show(call: Parameters<typeof showListedCall>[0]) {
    return showListedCall(call, this.#options.calls);
  }
}

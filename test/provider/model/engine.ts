import type { Clock } from "./clock.js";
import { Host, type Provider } from "./host.js";
import type { Machine } from "./machine.js";

/** Who is struck, and how. */
export const VICTIMS = [
  /** `kill -9` of the provider's process. */
  "host",
  /** `kill -9` of the engine: the host lives on as an orphan. */
  "engine",
  "both",
  /** A second Ctrl-C: the engine gives up what is in flight, asks the host to go, and kills it after five seconds. */
  "interrupt",
  /** SIGTERM to the host alone. */
  "terminate",
] as const;

export interface Crash {
  readonly victim: (typeof VICTIMS)[number];
  /**
   * Before this step of the host in the run, counted from 1; `returned` is just after it gave back a result of create, update or delete, `saved` just after the
   * engine wrote that down.
   */
  readonly at: number | "returned" | "saved";
}

/** The engine is dead, or has given up: nobody takes results any more. */
export class EngineGone extends Error {}
/** The provider's process died under a call. */
export class HostGone extends Error {}

const GRACE_MS = 5_000;
let ports = 0;

/** One process of the engine, with the host that it started. Source: measurements of the real one. */
export class EngineRun {
  readonly host: Host;
  readonly #address: string;
  readonly #gone: Promise<never>;
  #giveUp: (error: Error) => void = () => undefined;
  readonly #killed: Promise<void>;
  #kill: () => void = () => undefined;
  #isKilled = false;
  #isGone = false;
  #ending: Promise<void> | undefined;
  #crashed = false;
  #wasKilled = false;
  #wasStruck = false;

  constructor(
    readonly machine: Machine,
    config: ReadonlyMap<string, string>,
    readonly crash: Crash | undefined,
  ) {
    this.#address = `127.0.0.1:${20_000 + (ports++ % 10_000)}`;
    machine.engines.add(this.#address);
    this.host = new Host(machine, this.#address);
    this.#gone = new Promise((_resolve, reject) => {
      this.#giveUp = reject;
    });
    this.#gone.catch(() => undefined);
    this.#killed = new Promise((resolve) => {
      this.#kill = resolve;
    });
    void this.host.provider.configure({ config: { get: (key) => config.get(key) } });
    if (typeof crash?.at === "number") this.host.strikeAt(crash.at, () => this.#strike(crash.victim));
  }

  get wasStruck(): boolean {
    return this.#wasStruck;
  }

  /** Whether its host is, or was, an orphan. */
  get crashed(): boolean {
    return this.#crashed;
  }

  /** Whether the host or its engine ended without a chance to say what was taken. */
  get wasKilled(): boolean {
    return this.#wasKilled;
  }

  get address(): string {
    return this.#address;
  }

  /** A call to the provider. What goes over the wire is JSON, both ways. */
  async call<T>(work: (provider: Provider) => Promise<T>, canCrash = false): Promise<T> {
    this.#assertAlive();
    const died = this.host.died.then(() => {
      throw new HostGone("the plugin is gone");
    });
    died.catch(() => undefined);
    const result = await Promise.race([work(this.host.provider), died, this.#gone]);
    if (canCrash && this.crash?.at === "returned") this.#strike(this.crash.victim);
    // The host may die once it has answered, and the engine be told to stop: it has the answer all the same. Only its own death loses that.
    await Promise.race([this.machine.clock.sleep(this.machine.random() * 20), this.#killed]);
    if (this.#isKilled) throw new EngineGone("killed");
    return result;
  }

  /** The state has what came of an operation. */
  saved(): void {
    if (this.crash?.at === "saved") this.#strike(this.crash.victim);
  }

  /** Ends the run in the normal way, unless that is past; a killed engine ends nothing. */
  async end(): Promise<void> {
    const { clock } = this.machine;
    if (!this.#isGone) await clock.sleep(this.machine.random() * 600);
    if (!this.#isGone) {
      this.host.signal("SIGINT");
      this.#ending = this.#bury(clock);
    }
    await this.#ending;
    this.#isGone = true;
  }

  /** The engine exits, and gives up its lock on the state, only when its plugin is gone. */
  async #bury(clock: Clock): Promise<void> {
    await Promise.race([this.host.died, clock.sleep(GRACE_MS)]);
    this.host.kill();
    this.machine.engines.delete(this.#address);
  }

  #strike(victim: Crash["victim"]): void {
    if (this.#isGone || this.#wasStruck) return;
    this.#wasStruck = true;
    this.machine.trace(`    ${victim} struck`);
    this.#wasKilled = victim === "host" || victim === "engine" || victim === "both";
    switch (victim) {
      case "host":
        this.host.kill();
        return;
      case "terminate":
        this.host.signal("SIGTERM");
        return;
      case "engine":
        this.#die();
        return;
      case "both":
        this.#die();
        this.host.kill();
        return;
      case "interrupt":
        this.#giveUpAll("interrupted");
        this.host.signal("SIGINT");
        this.#ending = this.#bury(this.machine.clock);
    }
  }

  #die(): void {
    this.machine.engines.delete(this.#address);
    this.#isKilled = true;
    this.#kill();
    this.#giveUpAll("killed");
  }

  #giveUpAll(why: string): void {
    this.#isGone = true;
    this.#crashed = true;
    this.#giveUp(new EngineGone(why));
  }

  #assertAlive(): void {
    if (this.#isGone) throw new EngineGone("gone");
  }
}

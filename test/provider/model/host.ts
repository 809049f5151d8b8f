import { EventEmitter } from "node:events";
import { freePid, type Machine } from "./machine.js";
import { loadFresh } from "./modules.js";
import { globalsOf, modulesOf } from "./surroundings.js";

type Module = typeof import("../../../provider/dynamic-provider.js");
/** The provider as the engine calls it. */
export type Provider = Pick<Module, "configure" | "check" | "diff" | "create" | "read" | "update" | "delete">;

/** What never comes: the answer to a dead process. A new one each time, since one for all would keep all that ever waited for it. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** One simulated process of Pulumi's dynamic host, with the real provider in it. */
export class Host {
  readonly pid: number;
  /** As proc(5) has it. */
  readonly startedAt: string;
  readonly died: Promise<void>;
  readonly provider: Provider;
  dead = false;
  #steps = 0;
  #strike: { step: number; act: () => void } | undefined;
  #onDeath: () => void = () => undefined;
  readonly #signals = new EventEmitter();

  constructor(
    readonly machine: Machine,
    readonly engineAddress: string,
  ) {
    this.pid = freePid(machine);
    this.startedAt = String(Math.floor(machine.random() * 1e9));
    machine.processes.set(this.pid, this.startedAt);
    this.died = new Promise((resolve) => {
      this.#onDeath = resolve;
    });
    const loaded = loadFresh("dynamic-provider.ts", { globals: globalsOf(this), modules: modulesOf(this) });
    if (!isProvider(loaded)) throw new TypeError("dynamic-provider.ts does not export a provider's calls");
    this.provider = loaded;
  }

  /** Strikes just before the step of this number, counted from 1. */
  strikeAt(step: number, act: () => void): void {
    this.#strike = { step, act };
  }

  /** Anything that this process does to the world. A dead one does nothing. */
  async step<T>(name: string, act: () => T): Promise<T> {
    if (this.dead) return never();
    this.#steps++;
    if (this.#strike?.step === this.#steps) {
      this.machine.trace(`    struck before "${name}" of process ${this.pid}`);
      this.#strike.act();
      if (this.dead) return never();
    }
    return act();
  }

  /** `act`, for as long as the process lives. */
  whileAlive(act: () => void): () => void {
    return () => {
      if (!this.dead) act();
    };
  }

  signal(name: "SIGINT" | "SIGTERM"): void {
    if (this.dead) return;
    this.machine.trace(`    ${name} to process ${this.pid}`);
    if (!this.#signals.emit(name)) this.kill();
  }

  onSignal(name: string, listener: () => void): void {
    this.#signals.on(name, this.whileAlive(listener));
  }

  kill(): void {
    if (this.dead) return;
    this.dead = true;
    this.machine.trace(`    process ${this.pid} is gone`);
    this.machine.processes.delete(this.pid);
    this.#onDeath();
  }
}

function isProvider(loaded: Readonly<Record<string, unknown>>): loaded is Record<string, unknown> & Provider {
  const names = ["configure", "check", "diff", "create", "read", "update", "delete"];
  return names.every((name) => typeof loaded[name] === "function");
}

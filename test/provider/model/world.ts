import { Clock, seeded } from "./clock.js";
import { type Crash, EngineGone, EngineRun, HostGone } from "./engine.js";
import { FileSystem } from "./file-system.js";
import type { Disk } from "./files.js";
import { Judge } from "./judge.js";
import type { Machine } from "./machine.js";
import { destroy, type Engine, type Outcome, preview, refresh, up } from "./operations.js";
import { APP_SECRET, numberOf, type Program, type Session } from "./program.js";
import { type Nature, Server } from "./server.js";
import { Stack } from "./stack.js";
import { memoryWire, type Wire } from "./wire.js";

/** A machine, a server, a stack, and whoever uses them: all that one run of the model needs. */

/** No command takes longer, whatever goes wrong: starts and stops have a minute each, and something is looked up before and after. */
const LONGEST_COMMAND_MS = 15 * 60_000;

const JOURNAL_DIR = "/journal";
/** A hang-up that could not be noted is over by then. */
const NOTED_LONG_AGO_MS = 5 * 60_000;

export interface Command {
  readonly kind: "up" | "up --refresh" | "refresh" | "preview" | "destroy" | "replace";
  readonly sessions: readonly Session[];
  readonly crash?: Crash | undefined;
  /** Runs on while others are begun: a preview, or a run whose lock `pulumi cancel` took away. */
  readonly alongside?: boolean;
}

export class World {
  readonly clock = new Clock();
  readonly stack = new Stack();
  readonly server: Server;
  readonly judge: Judge;
  readonly story: string[] = [];
  readonly #machine: Machine;
  readonly #runs: EngineRun[] = [];
  readonly #alongside: Promise<unknown>[] = [];
  /** Two runs write one state: `pulumi cancel` took the lock of one away. */
  #writesAlongside = false;
  /** Since when the disk is well. */
  #mendedAt = Number.NEGATIVE_INFINITY;

  constructor(nature: Nature, seed: number, wire: Wire = memoryWire(() => this.server)) {
    const files = new FileSystem();
    const trace = (line: string): void => void this.story.push(`${this.clock.now().toFixed(0).padStart(8)} ${line}`);
    this.judge = new Judge(
      { files, folder: `${JOURNAL_DIR}/pulumi-symbl-telephony` },
      this.stack,
      () => this.server,
      (engine) => this.#runs.some((run) => run.address === engine && run.crashed),
      ({ pid, startedAt }) =>
        this.#runs.some((run) => run.host.pid === pid && run.host.startedAt === startedAt && run.wasKilled),
      () =>
        this.#machine.disk === "fine" &&
        this.clock.now() > this.#mendedAt + NOTED_LONG_AGO_MS &&
        !this.#writesAlongside,
      () => this.#alongside.length === 0,
      trace,
    );
    this.server = new Server(wire.baseUrl, nature, this.clock, this.judge);
    this.#machine = {
      clock: this.clock,
      wire,
      random: seeded(seed),
      files,
      disk: "fine",
      env: { SYMBL_JOURNAL_DIR: JOURNAL_DIR },
      processes: new Map(),
      engines: new Set(),
      trace,
      written: (text) => this.judge.written(text),
    };
  }

  /** Whether the last run met its crash. */
  get wasStruck(): boolean {
    return this.#runs.at(-1)?.wasStruck ?? false;
  }

  get machine(): Machine {
    return this.#machine;
  }

  /** Runs one command of the engine for some sessions at once, and looks what is left. */
  async command(
    { kind, sessions, crash, alongside = false }: Command,
    program: (session: Session) => Program,
  ): Promise<Map<Session, Outcome>> {
    const isAlone = !this.#writesAlongside;
    const work = this.#command(kind, sessions, crash, program);
    if (alongside) {
      this.#alongside.push(work);
      if (kind !== "preview") this.#writesAlongside = true;
      return new Map();
    }
    const outcomes = await this.clock.run(work, LONGEST_COMMAND_MS);
    // What two runs at once make of one state is the engine's affair; that there is one call at most is not.
    if (isAlone) for (const [session, outcome] of outcomes) this.#judge(kind, session, outcome);
    this.judge.afterCommand();
    this.assertKept();
    return outcomes;
  }

  /** Waits for the runs alongside. */
  async alone(): Promise<void> {
    await this.clock.run(Promise.all(this.#alongside), LONGEST_COMMAND_MS);
    this.#alongside.length = 0;
    this.#writesAlongside = false;
    this.judge.afterCommand();
    this.assertKept();
  }

  async #command(
    kind: Command["kind"],
    sessions: readonly Session[],
    crash: Crash | undefined,
    program: (session: Session) => Program,
  ): Promise<Map<Session, Outcome>> {
    // Without anything to do the engine starts no host.
    const concerned =
      kind === "destroy" || kind === "refresh" ? sessions.filter((one) => this.stack.get(one) !== undefined) : sessions;
    if (concerned.length === 0) return new Map(sessions.map((one) => [one, { kind: "done", plan: "nothing" }]));
    const config = new Map([
      ["symbl:baseUrl", this.#machine.wire.baseUrl],
      ["symbl:appId", "app"],
      ["symbl:appSecret", APP_SECRET],
    ]);
    const run = new EngineRun(this.#machine, config, crash);
    this.#runs.push(run);
    this.#machine.trace(`  process ${run.host.pid}: ${kind} ${concerned.join(", ")}`);
    const engine: Engine = { run, stack: this.stack, judge: this.judge, trace: this.#machine.trace };
    const outcomes = await Promise.all(
      concerned.map(
        async (one): Promise<[Session, Outcome]> => [one, await this.#outcome(engine, kind, one, program(one))],
      ),
    );
    await run.end();
    return new Map(outcomes);
  }

  async #outcome(engine: Engine, kind: Command["kind"], session: Session, program: Program): Promise<Outcome> {
    try {
      switch (kind) {
        case "refresh":
          await refresh(engine, session);
          return { kind: "done", plan: "nothing" };
        case "destroy":
          await destroy(engine, session);
          return { kind: "done", plan: "nothing" };
        case "up --refresh":
          await refresh(engine, session);
          return { kind: "done", plan: await up(engine, session, program) };
        case "up":
          return { kind: "done", plan: await up(engine, session, program) };
        case "replace":
          return { kind: "done", plan: await up(engine, session, program, true) };
        case "preview":
          await preview(engine, session, program);
          return { kind: "done", plan: "nothing" };
      }
    } catch (error) {
      if (error instanceof EngineGone) return { kind: "lost" };
      const why = error instanceof Error ? error.message : String(error);
      this.#machine.trace(`    ${session} failed: ${why}`);
      return error instanceof HostGone ? { kind: "lost" } : { kind: "failed", why };
    }
  }

  #judge(kind: Command["kind"], session: Session, outcome: Outcome): void {
    if (outcome.kind !== "done") return;
    if (kind === "destroy") this.judge.afterDestroy(session);
    if (kind === "up" || kind === "up --refresh" || kind === "replace") this.judge.afterUp(session);
  }

  /** Lets time pass, in which orphans and late requests do what they do. */
  async pass(milliseconds: number): Promise<void> {
    await this.clock.run(this.clock.sleep(milliseconds), milliseconds + 1);
    this.judge.afterCommand();
    this.assertKept();
  }

  /** A person looks, ends what is live, and says so. */
  async letGo(session: Session, work: () => Promise<unknown>): Promise<void> {
    await this.pass(10 * 60_000);
    this.remoteHangUp(session);
    this.judge.forgotten(session);
    this.#machine.env.SYMBL_UNKNOWN_START = "forget";
    await work();
    delete this.#machine.env.SYMBL_UNKNOWN_START;
  }

  setDisk(disk: Disk): void {
    if (disk === "fine" && this.#machine.disk !== "fine") this.#mendedAt = this.clock.now();
    this.#machine.disk = disk;
  }

  remoteHangUp(session: Session): void {
    this.server.remoteHangUp(numberOf(session));
  }

  liveCalls(session: Session): number {
    return this.server.live(numberOf(session)).length;
  }

  assertKept(): void {
    if (this.judge.broken.length > 0) throw new Error(`The promise is broken: ${this.judge.broken.join("; ")}`);
  }

  /** Ends what is still at work. */
  end(): void {
    for (const { host } of this.#runs) host.kill();
  }
}

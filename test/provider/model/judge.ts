import { readRecord } from "../../../provider/journal/stored.js";
import type { FileSystem } from "./file-system.js";
import {
  APP_SECRET,
  numberOf,
  PASSCODE,
  type Program,
  SESSIONS,
  type Session,
  urnOf,
  wantSameCall,
} from "./program.js";
import type { Call, Server, Witness } from "./server.js";
import type { Resource, Stack } from "./stack.js";

/** Holds what happens to the promise: at every moment what can be said at every moment, and the rest after each command. */
export class Judge implements Witness {
  readonly broken: string[] = [];
  /** Calls that the engine wanted to be deleted, by connection or key. A stop that was sent may arrive much later. */
  readonly toBeDeleted = new Set<string>();
  /** Creations that go on, by the engine's address and the number, and what they want. Such a run knows of no call of this session. */
  readonly creating = new Map<string, Program>();
  /** Starts that went out, by key. */
  readonly #sent = new Map<string, string>();
  readonly #told = new Set<string>();
  /** What the program said when a start went out, by key. */
  readonly #wanted = new Map<string, Program>();
  /** Calls that a state may take for live although they were hung up: two runs at once wrote it, or nothing could be noted. */
  readonly #excused = new Set<string>();

  constructor(
    readonly journal: { readonly files: FileSystem; readonly folder: string },
    readonly stack: Stack,
    readonly server: () => Server,
    /** Whether a host works on although its engine is gone, by the engine's address. */
    readonly isOrphan: (engine: string) => boolean,
    /** Whether a process was killed, or its engine was, so that nobody can know which of its results the engine took. */
    readonly wasKilled: (process: { pid: number; startedAt: string }) => boolean,
    /** Whether the journal can be written, and one run at most writes the state. */
    readonly isOrderly: () => boolean,
    /** Whether no other run goes on beside. */
    readonly isAlone: () => boolean,
    readonly trace: (line: string) => void,
  ) {}

  report(text: string): void {
    this.trace(`  BROKEN: ${text}`);
    this.broken.push(text);
  }

  startArrives(number: string, key: string, from: string): void {
    const late = this.#sent.has(key);
    this.#sent.set(key, number);
    if (late) return;
    const wanted = this.creating.get(`${from} ${number}`);
    if (wanted !== undefined) this.#wanted.set(key, wanted);
    if (this.recordOf(key) === undefined) this.report(`the start ${key} was sent before its intent was on disk`);
    for (const [earlier, its] of this.#sent) {
      if (its === number && earlier !== key && !this.#told.has(earlier))
        this.report(`the start ${key} was sent although nobody was told what became of ${earlier}`);
    }
    for (const record of this.records()) {
      if (record.key !== key && record.call === undefined && numberOfUrn(record.session.urn) === number)
        this.report(`the start ${key} was sent although the intent ${record.key} is not settled`);
    }
  }

  placed(call: Call): void {
    const live = this.server().live(call.number);
    if (live.length > 1)
      this.report(`two live calls of one session: ${live.map((one) => one.connectionId).join(", ")}`);
  }

  stopArrives(call: Call | undefined, from: string): void {
    if (call === undefined || call.ended !== undefined) return;
    const isStale = this.creating.has(`${from} ${call.number}`);
    if (isStale || !this.isOrderly()) this.#excused.add(call.connectionId);
    if (isStale || this.#resourceOf(call) === undefined) return;
    const isAskedFor = this.toBeDeleted.has(call.connectionId) || this.toBeDeleted.has(call.key);
    if (!isAskedFor && !this.isOrphan(from) && !this.#mayBeLost(call))
      this.report(`${call.connectionId} was hung up, although the state has it and nobody asked for that`);
  }

  told(key: string): void {
    this.#told.add(key);
  }

  /** A person made sure that no start of this session has a call. */
  forgotten(session: Session): void {
    for (const [key, number] of this.#sent) if (number === numberOf(session)) this.#told.add(key);
  }

  written(text: string): void {
    for (const secret of [PASSCODE, APP_SECRET, "of-the-model"]) {
      if (text.includes(secret)) this.report("a secret was written to the journal");
    }
  }

  /** A create gave the engine this call: one of its own, or one that an earlier start had asked for in the same words. */
  created(connectionId: string, program: Program): void {
    if (this.toBeDeleted.has(connectionId))
      this.report(`create gave ${connectionId}, which the engine has had deleted`);
    const call = this.server().calls.find((one) => one.connectionId === connectionId);
    const wanted = call === undefined ? undefined : this.#wanted.get(call.key);
    if (wanted !== undefined && !wantSameCall(wanted, program))
      this.report(`create gave ${connectionId}, which was placed for something else`);
  }

  /** What holds after every command, failed or not: each call that is or may come to be live is known. */
  afterCommand(): void {
    for (const key of [
      ...this.server()
        .live()
        .map((call) => call.key),
      ...this.server().pending(),
    ]) {
      const inState = this.stack.all().some(({ outputs }) => outputs.idempotencyKey === key);
      if (!inState && this.recordOf(key) === undefined)
        this.report(`nobody knows of the call of ${key}: neither the state nor the journal`);
    }
  }

  /** What a successful `up` of a session promises beside. */
  afterUp(session: Session): void {
    const resource = this.stack.get(session);
    if (resource === undefined) {
      this.report(`${session} is not in the state after a successful up`);
      return;
    }
    const { connectionId } = resource.outputs;
    for (const call of this.server().live(numberOf(session))) {
      if (call.connectionId !== connectionId) this.report(`${call.connectionId} is live beside ${session} after an up`);
    }
  }

  /** When the server tells all, an `up` leaves no state that calls a call live which was hung up. */
  afterUpWhenAllIsWell(session: Session): void {
    const resource = this.stack.get(session);
    if (resource === undefined || resource.outputs.status !== "live" || this.#excused.has(resource.id)) return;
    if (this.#callOf(resource)?.ended?.by === "stop")
      this.report(`${resource.id} was hung up, and the state says that it is live`);
  }

  /** Whether it has ended, and this provider may have been the one who hung up. */
  mayHaveBeenHungUp(resource: Resource): boolean {
    const ended = this.#callOf(resource)?.ended;
    const isNoted = this.#names().includes(`${String(resource.outputs.idempotencyKey)}.ending`);
    const isOver = ended !== undefined || resource.outputs.status === "ended";
    // Of two runs at once, one may have had its note there while the other looked.
    return ended?.by === "stop" || (isOver && (isNoted || !this.isAlone()));
  }

  #callOf({ outputs }: Resource): Call | undefined {
    return this.server().calls.find(({ connectionId }) => connectionId === outputs.connectionId);
  }

  /** What a successful destroy of a session promises: no call, but for what a crash left in the journal. */
  afterDestroy(session: Session): void {
    if (this.stack.get(session) !== undefined) this.report(`${session} is in the state after a successful destroy`);
  }

  /** Records of the journal, whatever their state. */
  records(): NonNullable<ReturnType<typeof readRecord>>[] {
    const { files, folder } = this.journal;
    return this.#names().flatMap((name) => {
      const record = name.endsWith(".json") ? readRecord(files.read(`${folder}/${name}`)) : undefined;
      return record === undefined ? [] : [record];
    });
  }

  recordOf(key: string): string | undefined {
    return this.#names().find((name) => name.startsWith(key) && name.endsWith(".json"));
  }

  #names(): string[] {
    const { files, folder } = this.journal;
    return files.has(folder) ? files.list(folder) : [];
  }

  /** As far as the journal tells. */
  #mayBeLost({ key }: Call): boolean {
    const record = this.records().find((one) => one.key === key);
    return record !== undefined && this.recordOf(key) === `${key}.json` && this.wasKilled(record.process);
  }

  #resourceOf(call: Call): Resource | undefined {
    return this.stack
      .all()
      .find(
        ({ outputs, replacing }) =>
          !replacing && (outputs.connectionId === call.connectionId || outputs.idempotencyKey === call.key),
      );
  }
}

function numberOfUrn(urn: string): string | undefined {
  const session = SESSIONS.find((one) => urnOf(one) === urn);
  return session === undefined ? undefined : numberOf(session);
}

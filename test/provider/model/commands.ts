import * as fc from "fast-check";
import { type Crash, VICTIMS } from "./engine.js";
import { FAULT_KINDS, type Fault, TARGETS } from "./faults.js";
import type { Disk } from "./files.js";
import { FIRST_PROGRAM, type Program, SESSIONS, type Session } from "./program.js";
import type { Command as EngineCommand, World } from "./world.js";

/** What the model knows by itself: what the programs say. All else follows from the promise. */
export class Model {
  readonly programs = new Map<Session, Program>();

  program(session: Session): Program {
    return this.programs.get(session) ?? FIRST_PROGRAM;
  }
}

type Step = fc.AsyncCommand<Model, World>;

/** A step that is always possible, and tells what it is. */
function step(text: string, act: (world: World, model: Model) => Promise<void> | void): Step {
  return {
    check: () => true,
    run: async (model, world) => {
      world.machine.trace(text);
      await act(world, model);
      world.assertKept();
    },
    toString: () => text,
  };
}

const session = fc.constantFrom(...SESSIONS);
/** Mostly both, since that is what a command without `--target` is about. */
const sessions = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly Session[]>([SESSIONS[0]]) },
  { weight: 2, arbitrary: fc.constant<readonly Session[]>(SESSIONS) },
  { weight: 1, arbitrary: fc.constant<readonly Session[]>([SESSIONS[1]]) },
);

const crash: fc.Arbitrary<Crash> = fc.record({
  victim: fc.constantFrom(...VICTIMS),
  at: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 70 }) },
    { weight: 1, arbitrary: fc.constantFrom("returned" as const, "saved" as const) },
  ),
});

function engineStep(kinds: readonly EngineCommand["kind"][]): fc.Arbitrary<Step> {
  return fc
    .record({ kind: fc.constantFrom(...kinds), sessions, crash: fc.option(crash, { nil: undefined, freq: 3 }) })
    .map((command) => {
      const struck = command.crash === undefined ? "" : ` (${command.crash.victim} struck at ${command.crash.at})`;
      return step(`${command.kind} ${command.sessions.join(" ")}${struck}`, async (world, model) => {
        await world.command(command, (one) => model.program(one));
      });
    });
}

/** Most others wait until it is over. */
const alongside = fc.record({ kind: fc.constantFrom("up" as const, "preview" as const), sessions }).map((command) =>
  step(`${command.kind} ${command.sessions.join(" ")}, and others alongside`, async (world, model) => {
    const programs = new Map(model.programs);
    await world.command({ ...command, alongside: true }, (one) => programs.get(one) ?? FIRST_PROGRAM);
  }),
);
const alone = fc.constant(step("wait for all runs", (world) => world.alone()));

const changes: fc.Arbitrary<Partial<Program>> = fc.oneof(
  fc.record({ keys: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ name: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ trigger: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ style: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ patience: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ onEnded: fc.constantFrom("keep" as const, "redial" as const) }),
);

const edit = fc.tuple(session, changes).map(([one, change]) =>
  step(`edit ${one} ${JSON.stringify(change)}`, (_world, model) => {
    model.programs.set(one, { ...model.program(one), ...change });
  }),
);

const fault: fc.Arbitrary<Fault> = fc.record({
  target: fc.constantFrom("start", "start", ...TARGETS),
  kind: fc.constantFrom(...FAULT_KINDS),
  times: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constantFrom(2, 3, 100)),
  variety: fc.nat({ max: 7 }),
});

const faults = fault.map((one) =>
  step(`fault ${one.target} ${one.kind}/${one.variety} ×${one.times}`, (world) => world.server.fail(one)),
);

const heal = fc.constant(
  step("all is well again", (world) => {
    world.server.heal();
    world.setDisk("fine");
  }),
);
const remoteHangUp = session.map((one) =>
  step(`${one} is hung up by the other side`, (world) => world.remoteHangUp(one)),
);
const restart = fc
  .boolean()
  .map((losesData) =>
    step(`the server restarts${losesData ? " without its data" : ""}`, (world) => world.server.restart(losesData)),
  );
const pass = fc
  .constantFrom(200, 2_000, 60_000, 25 * 60 * 60_000)
  .map((milliseconds) => step(`${milliseconds / 1000} s pass`, (world) => world.pass(milliseconds)));
const disk = fc.constantFrom<Disk>("full", "read-only").map((state) =>
  step(`the disk is ${state}`, (world) => {
    world.machine.disk = state;
  }),
);

/** Steps of a story, in the shares that make most of it happen. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: engineStep(["up"]) },
  { weight: 4, arbitrary: engineStep(["refresh", "up --refresh", "preview", "destroy", "destroy", "replace"]) },
  { weight: 1, arbitrary: alongside },
  { weight: 1, arbitrary: alone },
  { weight: 5, arbitrary: edit },
  { weight: 5, arbitrary: faults },
  { weight: 1, arbitrary: heal },
  { weight: 1, arbitrary: remoteHangUp },
  { weight: 1, arbitrary: restart },
  { weight: 1, arbitrary: pass },
  { weight: 1, arbitrary: disk },
);

const KEYS_KEPT_MS = 23 * 60 * 60_000;

/** In the end all is well, and whatever was left must be put in order by the commands that a person would use. */
export async function setRight(world: World, model: Model): Promise<void> {
  const { judge, server } = world;
  world.machine.trace("in the end");
  server.heal();
  world.setDisk("fine");
  await world.alone();
  await world.pass(10 * 60_000);
  const failed = async (kind: EngineCommand["kind"], concerned: readonly Session[]): Promise<[Session, string][]> => {
    const outcomes = await world.command({ kind, sessions: concerned }, (one) => model.program(one));
    return [...outcomes].flatMap(([one, { kind: how, ...more }]) =>
      how === "done" ? [] : [[one, "why" in more ? more.why : how]],
    );
  };

  for (const [one, why] of await failed("up", SESSIONS)) {
    // Only a server that knows no keys, or has forgotten them, leaves anything that a person must look into.
    const keptKeys = server.nature.keys && world.clock.now() < KEYS_KEPT_MS;
    if (keptKeys) judge.report(`up of ${one} fails although all is well: ${why}`);
    else if (why.includes("SYMBL_UNREADABLE_ANSWER")) await failed("replace", [one]);
    else if (why.includes("SYMBL_UNKNOWN_START=forget")) await world.letGo(one, () => failed("up", [one]));
    else judge.report(`up of ${one} fails, and does not say what to do: ${why}`);
  }
  for (const [one, why] of await failed("up", SESSIONS))
    judge.report(`up of ${one} fails although it was put in order: ${why}`);
  for (const one of SESSIONS) judge.afterUpWhenAllIsWell(one);
  for (const [one, why] of await failed("destroy", SESSIONS))
    judge.report(`destroy of ${one} fails although all is well: ${why}`);
  for (const one of SESSIONS) if (world.liveCalls(one) > 0) judge.report(`${one} is live after up and destroy`);
  const left = judge.records().map(({ key }) => key);
  if (left.length > 0) judge.report(`the journal still holds ${left.join(", ")} after up and destroy`);
  world.assertKept();
}

import { describe, expect, it } from "vitest";
import { Model, setRight } from "./commands.js";
import { type Crash, VICTIMS } from "./engine.js";
import { FIRST_PROGRAM, SESSIONS } from "./program.js";
import type { Nature } from "./server.js";
import { type Command, World } from "./world.js";

const [session] = SESSIONS;
const BOTH_KILLED: Crash = { victim: "both", at: "returned" };
type Act = (kind: Command["kind"], crash?: Crash) => Promise<void>;

/** What is done before, and then struck at each of its steps. `edited` says whether the program was changed before the last. */
const SCENES: readonly [name: string, last: Command["kind"], before: (act: Act) => Promise<void>, edited: boolean][] = [
  ["a first up", "up", async () => undefined, false],
  ["an up that replaces", "up", (act) => act("up"), true],
  ["an up that finds a call of its own which no state has", "up", (act) => act("up", BOTH_KILLED), false],
  ["an up that finds another call which no state has", "up", (act) => act("up", BOTH_KILLED), true],
  ["a refresh", "refresh", (act) => act("up"), false],
  ["a destroy", "destroy", (act) => act("up"), false],
];

const NATURES: readonly Nature[] = [
  { keys: true, stopOfEnded: 404, placing: 5 },
  { keys: false, stopOfEnded: 200, placing: 0 },
];

/** Plays a scene, strikes, and puts all in order. `false` when the scene was over before the crash. */
async function play([, last, before, edited]: (typeof SCENES)[number], nature: Nature, crash: Crash): Promise<boolean> {
  const world = new World(nature, 1);
  const model = new Model();
  const act: Act = async (kind, struck) => {
    await world.command({ kind, sessions: [session], crash: struck }, (one) => model.program(one));
  };
  try {
    await before(act);
    if (edited) model.programs.set(session, { ...FIRST_PROGRAM, keys: 1 });
    await act(last, crash);
    const { wasStruck } = world;
    // The next run comes at once, while an orphan may still be at work.
    await act("up");
    await setRight(world, model);
    return wasStruck;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(`struck at ${crash.at}: ${text}\n${world.story.join("\n")}`);
  } finally {
    world.end();
  }
}

describe.each(SCENES.map((scene) => ({ name: scene[0], scene })))("$name", ({ scene }) => {
  it.each(VICTIMS)("keeps the promise when the crash (%s) comes at any step of it", { timeout: 0 }, async (victim) => {
    for (const nature of NATURES) {
      let steps = 0;
      while (await play(scene, nature, { victim, at: steps + 1 })) steps++;
      expect(steps).toBeGreaterThan(3);
      for (const at of ["returned", "saved"] as const) await play(scene, nature, { victim, at });
    }
  });
});

describe("an orphaned host", () => {
  it("hangs up what its dead engine never took, at whatever step that died, and nobody runs anything", {
    timeout: 0,
  }, async () => {
    for (const nature of NATURES) {
      let points = 0;
      for (let at = 1, struck = true; struck; at++) {
        const world = new World(nature, at);
        try {
          const crash: Crash = { victim: "engine", at };
          await world.command({ kind: "up", sessions: [session], crash }, () => FIRST_PROGRAM);
          struck = world.wasStruck;
          await world.pass(60_000);
          const known = world.stack.get(session)?.outputs.connectionId;
          expect(world.server.live().filter(({ connectionId }) => connectionId !== known)).toEqual([]);
          if (struck) points++;
        } finally {
          world.end();
        }
      }
      expect(points).toBeGreaterThan(10);
    }
  });
});

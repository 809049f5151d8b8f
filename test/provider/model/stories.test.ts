import { describe, it } from "vitest";
import { Model, setRight } from "./commands.js";
import type { Crash } from "./engine.js";
import { FIRST_PROGRAM, SESSIONS } from "./program.js";
import type { Nature } from "./server.js";
import { type Command, World } from "./world.js";

/** Stories that broke the promise once, in their shortest form. */

type Act = (kind: Command["kind"], crash?: Crash, sessions?: Command["sessions"]) => Promise<void>;

interface Story {
  readonly name: string;
  readonly nature: Nature;
  readonly seed: number;
  tell(act: Act, world: World, model: Model): Promise<void>;
}

const [standup] = SESSIONS;

const STORIES: readonly Story[] = [
  {
    name: "an orphan that finds its call taken leaves the note of a delete whose engine died",
    nature: { keys: true, stopOfEnded: 200, placing: 0 },
    seed: 2_090_030_837,
    tell: async (act) => {
      await act("up", { victim: "engine", at: "saved" });
      await act("destroy", { victim: "engine", at: 1 });
      await act("up", { victim: "host", at: 1 });
    },
  },
];

describe.each(STORIES)("$name", ({ nature, seed, tell }) => {
  it("keeps the promise", async () => {
    const world = new World(nature, seed);
    const model = new Model();
    const act: Act = async (kind, crash, sessions = [standup]) => {
      await world.command({ kind, sessions, crash }, (one) => model.programs.get(one) ?? FIRST_PROGRAM);
    };
    try {
      await tell(act, world, model);
      await setRight(world, model);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${world.story.join("\n")}`);
    } finally {
      world.end();
    }
  });
});

import * as fc from "fast-check";
import { anyStep, Model, setRight } from "./commands.js";
import type { Nature } from "./server.js";
import type { Wire } from "./wire.js";
import { World } from "./world.js";

/** How many stories all files together tell; `npm run test:nightly` tells ten times as many. */
const RUNS = Number(process.env.SYMBL_MODEL_RUNS ?? 10_000);
/** The same stories each time; another number tells others, and `random` any. A failure prints the seed that tells it again. */
const SEED = process.env.SYMBL_MODEL_SEED;

/** How many stories a share of all comes to. */
export function storiesOf(share: number): number {
  return Math.max(1, Math.round(RUNS * share));
}

export interface Stories {
  /** How many are told. */
  count: number;
  keys: fc.Arbitrary<boolean>;
  /** Unless another is set: one for each file, or they would tell the same. */
  seed: number;
  /** For each story; in memory unless given. */
  wire?: (world: () => World) => Wire;
}

/** Tells stories of steps in any order, each to its end, and says how many. A broken promise is an error with the shortest story found, and its seed. */
export async function tellStories({ count, keys, seed, wire }: Stories): Promise<number> {
  const nature: fc.Arbitrary<Nature> = fc.record({
    keys,
    stopOfEnded: fc.constantFrom(200, 404),
    placing: fc.constantFrom(0, 5, 2_000),
  });
  let told = 0;
  const property = fc.asyncProperty(
    nature,
    fc.noShrink(fc.nat()),
    fc.commands([anyStep], { maxCommands: 12, size: "max" }),
    async (its, seed, steps) => {
      told++;
      let current: World | undefined;
      const here = (): World => {
        if (current === undefined) throw new Error("no world yet");
        return current;
      };
      const world = new World(its, seed, wire?.(here));
      current = world;
      const model = new Model();
      try {
        await fc.asyncModelRun(() => ({ model, real: world }), steps);
        await setRight(world, model);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : String(error)}\n${world.story.join("\n")}`);
      } finally {
        world.end();
      }
    },
  );
  const seeded = SEED === "random" ? {} : { seed: SEED === undefined ? seed : Number(SEED) };
  // Errors are a good part of what happens here, and their stacks a good part of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await fc.assert(property, { numRuns: count, ...seeded });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return told;
}

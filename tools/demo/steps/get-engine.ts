import { type Engine, EngineError, ensureEngine, progressOn } from "../../engine/index.js";
import { DemoError } from "../errors.js";
import type { Screen } from "../screen.js";

/** Finds a Pulumi engine or makes one, and says which and why. */
export async function getEngine(screen: Screen, signal: AbortSignal): Promise<Engine> {
  try {
    const engine = await ensureEngine({ signal, progress: progressOn(screen.progressOutput()) });
    screen.say(`Pulumi ${engine.version}: ${engine.command}`);
    const [why = "", ...passedOver] = engine.why.split("; ");
    screen.say(`Taken because ${why}.`);
    for (const other of passedOver) screen.say(`Not taken: ${other}.`);
    return engine;
  } catch (error) {
    if (error instanceof EngineError && error.code === "ENGINE_INTERRUPTED")
      throw new DemoError("DEMO_INTERRUPTED", error.message, { cause: error });
    throw error;
  }
}

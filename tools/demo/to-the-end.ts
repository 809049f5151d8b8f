import { EngineError } from "../engine/index.js";
import { cleanUp, type Remains } from "./clean-up.js";
import { DemoError } from "./errors.js";
import type { Interruption } from "./interruption.js";
import type { Screen } from "./screen.js";

/** What to say once it is over. */
export interface Ending {
  readonly summary: string;
  readonly text?: string;
}

/**
 * Runs `story`, then takes away what stands in `remains`, whether it went well, failed or was interrupted. Resolves to the exit code.
 */
export async function toTheEnd(
  screen: Screen,
  interruption: Interruption,
  remains: Remains,
  story: () => Promise<Ending>,
): Promise<number> {
  let ending: Ending | undefined;
  try {
    ending = await story();
  } catch (error) {
    const interrupted = error instanceof DemoError && error.code === "DEMO_INTERRUPTED";
    if (!interrupted) screen.bad(failureText(error));
  }
  const anything = Object.values(remains).some((one) => one !== undefined);
  const problems = anything ? await screen.step("Clean up", () => cleanUp(remains, screen, interruption.hurry)) : [];
  screen.plain();
  if (problems.length > 0) {
    screen.bad(["Left behind:", ...problems].join("\n"));
    return interruption.exitCode ?? 1;
  }
  if (ending !== undefined) {
    screen.title(`${ending.summary} (${screen.total()})`);
    if (ending.text !== undefined) screen.plain(`\n${ending.text}`);
    return 0;
  }
  const how = interruption.exitCode === undefined ? "Failed" : "Interrupted";
  screen.title(`${how}.${anything ? " Nothing is left behind." : ""} (${screen.total()})`);
  return interruption.exitCode ?? 1;
}

/** Ours say what to do; anything else is a mistake of this program and shows where. */
function failureText(error: unknown): string {
  if (error instanceof DemoError || error instanceof EngineError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

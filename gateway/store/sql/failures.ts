import { StoreUnavailable } from "../store-unavailable.js";
import { GIVEN_UP } from "./functions.js";

/** What an error of the database means. Pure. */

/** SQLSTATE classes in which the statement is sound and the server cannot serve it: connection, resources, operator, system. */
const UNAVAILABLE_CLASSES = new Set(["08", "53", "57", "58", "XX"]);
/** A standby after a fail-over; a log-in that the server does not take now; a process that has been given up. */
const UNAVAILABLE_STATES = new Set(["25006", "28000", "28P01", "3D000", GIVEN_UP]);
/** Two transactions stood in each other's way, and this one was undone. */
const REPEATABLE_STATES = new Set(["40001", "40P01"]);

const REPETITIONS = 3;

/** Runs a transaction, again when it met another; an absent database becomes a `StoreUnavailable`. */
export async function guarded<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let repetition = 1; ; repetition += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (repetition < REPETITIONS && REPEATABLE_STATES.has(sqlState(error) ?? "")) continue;
      throw unavailable(error) ?? error;
    }
  }
}

/** The error as a `StoreUnavailable` when that is what it is. */
export function unavailable(error: unknown): StoreUnavailable | undefined {
  if (error instanceof StoreUnavailable) return error;
  const state = sqlState(error);
  const away =
    state === undefined
      ? // No statement was refused: the way to the database failed, or the embedded one broke down. Unless it is a slip of ours.
        !(error instanceof TypeError || error instanceof ReferenceError)
      : UNAVAILABLE_CLASSES.has(state.slice(0, 2)) || UNAVAILABLE_STATES.has(state) || REPEATABLE_STATES.has(state);
  if (!away) return undefined;
  return new StoreUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
}

/** The five characters of PostgreSQL's errors. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return "severity" in error && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

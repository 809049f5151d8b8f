import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { diff } from "../../../provider/operations/diff.js";
import { savedSession, timeoutOf } from "../../../provider/saved-session.js";
import { diffSession } from "../../../provider/session/diff.js";
import { INPUT_KEYS } from "../../../provider/session/keys.js";
import { edits, nearlyOutputs } from "./inputs.js";
import { fuzz, runsOf } from "./runs.js";
import { silentServer } from "./surroundings.js";

const server = silentServer();

describe("diff, whatever it compares", () => {
  it(`answers definitely, or refuses to give an adopted call up, and sends nothing (${runsOf(150)} pairs)`, {
    timeout: 0,
  }, async () => {
    const accounts = server.accounts();
    const answers = new Set<string>();
    const tried = await fuzz(150, edits, async ({ olds, news }) => {
      const answer = await diff(olds, news, accounts).catch((error: unknown) => {
        if (error instanceof SymblError && error.code === "SYMBL_ADOPTED_CALL") return undefined;
        throw error;
      });
      answers.add(answer === undefined ? "refused" : answer.replaces.length > 0 ? "replace" : String(answer.changes));
      if (answer === undefined) return;
      expect(answer).toEqual({ changes: expect.any(Boolean), replaces: expect.any(Array), deleteBeforeReplace: true });
      if (!answer.changes) expect(answer.replaces).toEqual([]);
      for (const key of answer.replaces) expect(INPUT_KEYS).toContain(key);
      if (!isCall(olds)) expect(answer.replaces).not.toEqual([]);
    });
    expect(tried).toBe(runsOf(150));
    expect([...answers]).toEqual(expect.arrayContaining(["replace", "true", "false"]));
  });

  it(`finds no difference between a state and itself, and no way for a note of a hang-up to undo an adoption (${runsOf(50)} states)`, {
    timeout: 0,
  }, async () => {
    const tried = await fuzz(50, fc.tuple(nearlyOutputs, fc.boolean()), ([state, wasCutShort]) => {
      const { kind } = diffSession(state, state, wasCutShort);
      const isOver = wasCutShort || state.status === "ended";
      if (isCall(state) && !isOver && state.adopt === undefined) expect(["same", "undecided"]).toContain(kind);
      const call = savedSession(state);
      expect(["live", "ended", "unknown"]).toContain(call.status);
      for (const operation of ["start", "stop"] as const) expect(timeoutOf(state, operation)).toBeGreaterThan(0);
    });
    expect(tried).toBe(runsOf(50));
  });
});

/** Whether the state names a connection at all. */
function isCall({ connectionId }: Readonly<Record<string, unknown>>): boolean {
  if (typeof connectionId === "object" && connectionId !== null) return Object.keys(connectionId).length > 0;
  return connectionId !== undefined && connectionId !== null && connectionId !== "";
}

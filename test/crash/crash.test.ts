import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { assertCompiled } from "../support/compiled-package.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import { startTestGateway, type TestGateway } from "../support/gateway.js";
import { chosenPoints, type Next, type Point } from "./points.js";
import { type Outcome, runPoint } from "./run-point.js";

/**
 * `kill -9` of the engine, of the provider's process, or of both, at every step of create, replace and delete, and of the run after such a crash, and then what a
 * person does: `pulumi cancel` where a lock is left, `pulumi up`, `pulumi destroy`. The server's ledger is the judge. `SYMBL_CRASH_POINTS=all` takes every point, `smoke` a handful.
 */

/** Two keep two processors busy, and a third makes up for the waiting. */
vi.setConfig({ maxConcurrency: 3 });

/** A point takes some ten seconds on an idle machine. */
const pointTimeoutMs = 5 * 60_000;
const points = chosenPoints(process.env.SYMBL_CRASH_POINTS);
let gateway: TestGateway;

beforeAll(async () => {
  assertCompiled();
  await testEngine();
  gateway = await startTestGateway();
  print(["killed", "at this step", "dials", "right", "seconds"]);
}, engineTimeoutMs);

afterAll(() => gateway?.close());

const isLinux = process.platform === "linux";
const title = "no call is placed twice or left behind when";
const why = isLinux ? "" : " [skipped: the processes to kill are found as Linux shows them]";

describe.skipIf(!isLinux).concurrent(`${title}${why}`, () => {
  for (const [index, point] of points.entries()) {
    test(nameOf(point), { timeout: pointTimeoutMs }, async () => {
      const began = performance.now();
      const { victims, operation, step, next, dials } = point;
      let dialled = "?";
      try {
        const outcome = await runPoint(point, gateway, [numberOf(2 * index), numberOf(2 * index + 1)]);
        dialled = String(outcome.dialled.length);
        judge(point, outcome);
      } finally {
        const seconds = ((performance.now() - began) / 1_000).toFixed(1);
        const then = next === "the same" ? "" : `, then ${next}`;
        print([victims, `${operation}: ${step}${then}`, dialled, [...new Set(dials)].join(" or "), seconds]);
      }
    });
  }
});

function judge(point: Point, outcome: Outcome): void {
  const { transcript, next } = outcome;
  expect(outcome.overlaps, transcript).toEqual([]);
  expect(outcome.lost, transcript).toEqual([]);
  if (next !== undefined) {
    expect(next.code, transcript).toBe(0);
    // Whatever was run has ended what the state does not have, and nothing else.
    expect(outcome.inStateThen, transcript).toEqual(outcome.liveThen.map(({ connectionId }) => connectionId));
  }
  if (point.next === "the same" || point.next === "another number")
    expect(outcome.liveThen, transcript).toMatchObject([{ number: outcome.wanted }]);
  expect(outcome.destroy.code, transcript).toBe(0);
  expect(outcome.liveInTheEnd, transcript).toEqual([]);
  expect(outcome.journalInTheEnd, transcript).toEqual([]);
  const [lowest, highest] = point.dials;
  expect(outcome.dialled.length, transcript).toBeGreaterThanOrEqual(lowest);
  expect(outcome.dialled.length, transcript).toBeLessThanOrEqual(highest);
}

function nameOf({ operation, step, victims, next }: Point): string {
  const who = victims === "both" ? "engine and host are" : `the ${victims} is`;
  return `${who} killed during ${operation} when ${step}${AND_THEN[next]}`;
}

const AND_THEN: Readonly<Record<Next, string>> = {
  "the same": "",
  "another number": ", and then another number is wanted",
  "hang-up --orphans": ", and nothing more is wanted but hang-up --orphans",
  destroy: ", and nothing more is wanted",
};

/** Numbers of each point's own, so that the ledger tells its session from the others. */
function numberOf(index: number): string {
  return `1408292${String(1_000 + index)}`;
}

/** A row of the table. */
function print(cells: readonly string[]): void {
  const widths = [8, 66, 6, 8, 8];
  process.stdout.write(
    `${cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(" ")
      .trimEnd()}\n`,
  );
}

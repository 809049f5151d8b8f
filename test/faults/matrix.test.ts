import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROVIDER_TEXT } from "../../provider/frozen.js";
import { type DeadDoors, deadDoors } from "../support/dead-doors.js";
import { type EngineRun, engineRun } from "../support/engine-run.js";
import { type ShownConnection, startTestGateway, type TestGateway } from "../support/gateway.js";
import { accountsOf, appOf, type Cell, destroy, openCell, type State, type Struck, strike } from "./cell.js";
import { TROUBLES } from "./faults.js";
import { allCells, isCarriedOut, liveAfter, placedBy } from "./plan.js";

/** What was seen of one cell. */
interface Outcome {
  readonly cell: Cell;
  readonly before: State;
  readonly struck: Struck;
  /** The server's ledger after the operation. */
  readonly calls: readonly ShownConnection[];
  /** What a destroy at a server that is well says, and what lives on after it. */
  readonly destroyed: string;
  readonly liveInTheEnd: number;
}

/** Most cells wait for something most of the time. */
const AT_ONCE = 32;
const MINUTES_MS = 10 * 60_000;
const PLANS = allCells();

const outcomes = new Map<string, Outcome>();
/** Where something secret was found: must stay empty. */
const leaks: string[] = [];
const journal = mkdtempSync(join(tmpdir(), "fault-matrix-"));
let gateway: TestGateway;
let doors: DeadDoors;
let cells: Cell[] = [];

beforeAll(async () => {
  const apps = PLANS.map((_plan, index) => appOf(index));
  gateway = await startTestGateway({ apps });
  doors = await deadDoors();
  cells = await inParallel(PLANS, (plan, index) => openCell(plan, index, apps[index] ?? appOf(index), gateway));

  const befores = await during((run) =>
    inParallel(cells, async (cell) => (cell.operation === "create" ? undefined : run.create(cell.inputs))),
  );
  const struck = await during((run) =>
    inParallel(cells, async (cell, index) => {
      const seen = await strike(cell, run, befores[index], doors);
      cell.server.heal();
      searchJournal(cell);
      return seen;
    }),
  );
  const ledger = await ledgerByApp();
  const destroyed = await during((run) =>
    inParallel(cells, async (cell, index) => {
      const word = await destroy(cell, run, struck[index]?.state);
      searchJournal(cell);
      return word;
    }),
  );
  const ledgerInTheEnd = await ledgerByApp();
  for (const [index, cell] of cells.entries()) {
    outcomes.set(cell.name, {
      cell,
      before: befores[index],
      struck: struck[index] ?? { state: undefined, word: "not run", said: "" },
      calls: ledger.get(cell.appId) ?? [],
      destroyed: destroyed[index] ?? "not run",
      liveInTheEnd: (ledgerInTheEnd.get(cell.appId) ?? []).filter(isLive).length,
    });
  }
}, MINUTES_MS);

afterAll(async () => {
  await Promise.all(cells.map(({ server }) => server.close()));
  await doors?.close();
  await gateway?.close();
  rmSync(journal, { recursive: true, force: true });
});

/** One run of the engine, to its normal end. */
async function during<T>(work: (run: EngineRun) => Promise<T>, env: Record<string, string> = {}): Promise<T> {
  const trusted = [doors.refused, doors.noSuchHost, doors.silent, doors.reset, doors.noHandshake].join(",");
  const accounts: Record<string, string> = Object.assign({}, ...cells.map((cell) => accountsOf(cell, doors)));
  const run = await engineRun({
    env: { SYMBL_JOURNAL_DIR: journal, SYMBL_TRUSTED_ORIGINS: trusted, ...accounts, ...env },
  });
  try {
    const result = await work(run);
    // By itself: who has to be killed after five seconds goes by another signal.
    expect((await run.end()).signal).toBe("SIGINT");
    const seen = run.transcript();
    for (const cell of cells) searchIn(seen, cell);
    return result;
  } finally {
    await run.dispose();
  }
}

async function inParallel<T, U>(items: readonly T[], work: (item: T, index: number) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  const left = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      results[next[0]] = await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

async function ledgerByApp(): Promise<ReadonlyMap<string, readonly ShownConnection[]>> {
  const ledger = new Map<string, ShownConnection[]>();
  for (const call of await gateway.connections()) ledger.set(call.appId, [...(ledger.get(call.appId) ?? []), call]);
  return ledger;
}

function isLive({ state }: ShownConnection): boolean {
  return state !== "ended";
}

/** In the records of this cell's starts, as long as there are any. */
function searchJournal(cell: Cell): void {
  const folder = join(journal, "pulumi-symbl-telephony");
  const keys = cell.server.arrived.flatMap(({ key }) => key ?? []);
  const files = readdirSync(folder).filter((name) => keys.some((key) => name.startsWith(key)));
  searchIn(files.map((name) => textOf(join(folder, name))).join("\n"), cell);
}

/** In every byte of a run that was printed or sent for a person to see, or of a record. */
function searchIn(seen: string, cell: Cell): void {
  for (const [kind, secret] of Object.entries(cell.secrets)) {
    if (secret !== undefined && seen.includes(secret)) leaks.push(`the ${kind} of the cell "${cell.name}"`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Renamed or removed since the folder was listed.
    return "";
  }
}

function outcomeOf(name: string): Outcome {
  const outcome = outcomes.get(name);
  if (outcome === undefined) throw new Error(`the cell was not run: ${name}`);
  return outcome;
}

describe("the fault matrix", () => {
  it.each(PLANS)("$name", (plan) => {
    const { cell, before, struck, calls, destroyed, liveInTheEnd } = outcomeOf(plan.name);
    const live = calls.filter(isLive);
    expect(struck.word).toBe(plan.word);
    expect(struck.said, "a text with a hole in it").not.toMatch(/undefined|\[object|\S {2,}\S| [.,;]|\.\.|,\./m);
    expect(calls.length, "calls that the server placed").toBe((before === undefined ? 0 : 1) + placedBy(plan));
    expect(live.length, "calls that are live").toBe(liveAfter(plan));
    expectState(cell, before, struck, live);

    // A start that was carried out is not sent again, whatever comes back.
    const starts = cell.server.arrived.filter(({ kind }) => kind === "start").length - (before === undefined ? 0 : 1);
    if (plan.column === "start done") expect(starts, "starts that were sent").toBe(1);

    const untold = struck.word === "unknown";
    expect(destroyed).toBe(struck.state === undefined ? "nothing" : untold ? "START_UNKNOWN" : "gone");
    expect(liveInTheEnd, "live after destroy").toBe(untold && isCarriedOut(plan) ? 1 : 0);
  });

  it("has every fault met by every operation", () => {
    const met = new Map<string, Set<string>>();
    for (const { row, operation } of PLANS) met.set(row.trouble, (met.get(row.trouble) ?? new Set()).add(operation));
    expect([...met.keys()].sort()).toEqual(Object.keys(TROUBLES).sort());
    for (const [trouble, operations] of met)
      expect([...operations].sort(), trouble).toEqual(["create", "delete", "read", "replace"]);
  });

  it("lets nothing secret out, in any cell", async () => {
    expect(leaks).toEqual([]);
    const gatewaysJournal = JSON.stringify(await gateway.requests());
    for (const { secrets } of cells)
      for (const secret of Object.values(secrets)) expect(gatewaysJournal).not.toContain(secret);
  });

  it(
    "ends without a trace, once a person has made sure of the starts that no server can tell of",
    async () => {
      const untold = [...outcomes.values()].filter(({ struck }) => struck.word === "unknown");
      expect(untold.length).toBeGreaterThan(0);
      await during(
        (run) =>
          inParallel(untold, async ({ cell, struck }) => {
            expect(await destroy(cell, run, struck.state)).toBe("gone");
          }),
        { SYMBL_UNKNOWN_START: "forget" },
      );
      const records = readdirSync(join(journal, "pulumi-symbl-telephony")).filter((name) => name !== "hmac.key");
      expect(records).toEqual([]);
    },
    MINUTES_MS,
  );
});

/** What stands in the state is what the engine needs to go on. */
function expectState(cell: Cell, before: State, { state, word }: Struck, live: readonly ShownConnection[]): void {
  if (
    cell.operation === "delete" ||
    (cell.operation === "replace" && word !== "gone" && !cell.column.startsWith("start"))
  ) {
    expect(state).toEqual(word === "gone" ? undefined : before);
    return;
  }
  if (cell.operation === "read") {
    const status = word === "live" ? "live" : "unknown";
    const timeouts = state?.properties.timeouts;
    expect(state).toEqual({ id: before?.id, properties: { ...before?.properties, status, timeouts } });
    return;
  }
  switch (word) {
    case "live":
    case "gone":
    case "salvaged":
      expect(state?.id).toBe(live[0]?.connectionId);
      expect(state?.properties).toMatchObject({ connectionId: state?.id, status: "live", __provider: PROVIDER_TEXT });
      return;
    case "unknown":
      expect(state?.id).toBe(`unknown-${state?.properties.idempotencyKey}`);
      expect(state?.properties).toMatchObject({
        status: "unknown",
        apiBaseUrl: cell.server.url,
        __provider: PROVIDER_TEXT,
      });
      expect(state?.properties).not.toHaveProperty("connectionId");
      return;
    default:
      expect(state).toBeUndefined();
  }
}

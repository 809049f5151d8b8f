import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ran, type SavedSession, storyTimeoutMs, type TestStack, testStack } from "../engine/stack.js";
import { type DeadDoors, deadDoors } from "../support/dead-doors.js";
import { engineTimeoutMs, testEngine } from "../support/engine.js";
import type { Fault } from "../support/faulty-server.js";
import { type ShownConnection, startTestGateway, type TestGateway } from "../support/gateway.js";
import { accountsOf, appOf, type Cell, faultOf, kindOf, openCell } from "./cell.js";
import { distinctCells, isAtDeadDoor, isCarriedOut, liveAfter, placedBy } from "./plan.js";

/** What would go on until its time is over goes on for this long; a healthy start must not take it, on a busy machine either. */
const TIMEOUTS = { start: 8_000, stop: 8_000 };

const AT_ONCE = ["--parallel", "64"];

/** What a person sees of a cell, and what there is then. */
interface Seen {
  /** The table's word for what the engine shows. */
  readonly word: string;
  readonly state:
    | "nothing"
    | "as before"
    | "the old call, half replaced"
    | "a new call"
    | "a call, with reasons"
    | "an unknown start"
    | "as before, unknown";
  readonly placed: number;
  readonly live: number;
  readonly liveAfterDestroy: number;
}

let gateway: TestGateway;
let doors: DeadDoors;
let cells: Cell[] = [];

beforeAll(async () => {
  await testEngine();
  const plans = distinctCells();
  const apps = plans.map((_plan, index) => appOf(index));
  gateway = await startTestGateway({ apps });
  doors = await deadDoors();
  cells = await Promise.all(plans.map((plan, index) => openCell(plan, index, apps[index] ?? appOf(index), gateway)));
}, engineTimeoutMs);

afterAll(async () => {
  await Promise.all(cells.map(({ server }) => server.close()));
  await doors?.close();
  await gateway?.close();
});

test(
  "each distinct outcome of the matrix is the same when the engine runs the operation: what it shows, the state, the calls, and what a destroy leaves",
  async () => {
    const stack = await testStack({
      env: Object.assign({}, ...cells.map((cell) => accountsOf(cell, doors))),
    });
    const others = cells.filter(({ operation }) => operation !== "create");
    stack.write(Object.fromEntries(others.map((cell) => [cell.account, argsOf(cell, "first")])));
    const before = await stack.up(AT_ONCE);
    expect(before.code, before.text).toBe(0);
    const states = await stack.sessions();

    const ranFor = await strikeAll(stack);
    const after = await stack.sessions();
    const halves = (await stack.resources()).flatMap(({ urn, pendingReplacement }) =>
      pendingReplacement ? [urn] : [],
    );
    const ledger = await ledgerByApp();
    for (const { server } of cells) server.heal();

    const inVain = await stack.destroy([...AT_ONCE, "--continue-on-error"]);
    expect(Object.values(await stack.sessions()).every(({ id }) => id?.startsWith("unknown-"))).toBe(true);
    expect(inVain.text).toContain("SYMBL_UNKNOWN_START=forget");
    const inTheEnd = await ledgerByApp();
    const told = await stack.destroy([], { SYMBL_UNKNOWN_START: "forget" });
    expect(told.code, told.text).toBe(0);

    const seen = cells.map((cell) => {
      const calls = ledger.get(cell.appId) ?? [];
      const [old, now] = [states[cell.account], after[cell.account]];
      return [
        cell.name,
        {
          word: wordIn(ranFor(cell), cell, now),
          state: halves.includes(`${urnPrefix(stack)}${cell.account}`)
            ? "the old call, half replaced"
            : stateOf(old, now),
          placed: calls.length - (old === undefined ? 0 : 1),
          live: calls.filter(isLive).length,
          liveAfterDestroy: (inTheEnd.get(cell.appId) ?? []).filter(isLive).length,
        } satisfies Seen,
      ];
    });
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(cells.map((cell) => [cell.name, expectedOf(cell)])));
    for (const { secrets } of cells) {
      for (const secret of Object.values(secrets))
        if (secret !== undefined) expect(stack.transcript()).not.toContain(secret);
    }
  },
  storyTimeoutMs,
);

/** Lets every operation meet its fault, as many cells as can be in one command. */
async function strikeAll(stack: TestStack): Promise<(cell: Cell) => Ran> {
  const stuck = cells.filter(failsToHangUp);
  const together = barrier(stuck.filter((cell) => !isAtDeadDoor(cell)).length);
  for (const cell of cells) {
    if (isAtDeadDoor(cell)) continue;
    const fault = faultOf(cell);
    const met: Fault = async (visit) => {
      if (stuck.includes(cell)) await together();
      await fault(visit);
    };
    cell.server.misbehave(kindOf(cell.column), met, cell.row.passing ? 1 : undefined);
  }
  const down = cells.filter((cell) => isAtDeadDoor(cell) && !cell.column.startsWith("start"));
  await Promise.all(down.map(({ server }) => server.goDown()));

  const at = (some: readonly Cell[]): string[] => [
    ...AT_ONCE,
    ...some.flatMap(({ account }) => ["--target", `${urnPrefix(stack)}${account}`]),
  ];
  const [reads, deletes] = [ofOperation("read"), ofOperation("delete")];
  const changes = [...ofOperation("create"), ...ofOperation("replace").filter((cell) => !stuck.includes(cell))];
  const read = await stack.refresh(at(reads));
  const gone = await stack.destroy([...at(deletes), "--continue-on-error"]);
  stack.write(Object.fromEntries(cells.map((cell) => [cell.account, argsOf(cell, "last")])));
  const changed = await stack.up([...at(changes), "--continue-on-error"]);
  // With --continue-on-error the engine itself waits for ever after the failed first half of a replacement.
  const kept = await stack.up(at(stuck));
  await Promise.all(down.map(({ server }) => server.comeBack()));
  return (cell) => {
    if (stuck.includes(cell)) return kept;
    return cell.operation === "read" ? read : cell.operation === "delete" ? gone : changed;
  };
}

/** Replacements that end with their first half. */
function failsToHangUp({ operation, column, word }: Cell): boolean {
  return operation === "replace" && !column.startsWith("start") && word !== "gone";
}

function ofOperation(operation: Cell["operation"]): readonly Cell[] {
  return cells.filter((cell) => cell.operation === operation);
}

function urnPrefix({ name }: TestStack): string {
  return `urn:pulumi:${name}::sessions::pulumi-nodejs:dynamic/symbl:TelephonySession::`;
}

/** Holds whoever comes until `count` have come: without --continue-on-error what has not begun by the first failure never does. */
function barrier(count: number): () => Promise<void> {
  let left = count;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    left -= 1;
    if (left === 0) open();
    return opened;
  };
}

function argsOf(cell: Cell, which: "first" | "last"): Record<string, unknown> {
  const { endpoint } = which === "last" && cell.operation === "replace" ? cell.edited : cell.inputs;
  const meetsDoor = which === "last" && isAtDeadDoor(cell) && cell.column.startsWith("start");
  return { endpoint, timeouts: TIMEOUTS, account: meetsDoor ? cell.faultyAccount : cell.account };
}

/** The engine's last words on a resource: its section of the diagnostics. */
function wordIn({ text }: Ran, cell: Cell, now: SavedSession | undefined): string {
  const diagnostics = text.slice(text.lastIndexOf("\nDiagnostics:"));
  const [, section = ""] = new RegExp(`\\(${cell.account}\\):\\n((?: {4}.*\\n|\\n)*)`).exec(diagnostics) ?? [];
  const code = /SYMBL_([A-Z_]+): /.exec(section)?.[1];
  switch (code) {
    case "START_UNKNOWN":
      return "unknown";
    case undefined:
      return now === undefined || (cell.operation === "replace" && !cell.column.startsWith("start")) ? "gone" : "live";
    default:
      return code === "UNREADABLE_ANSWER" && (now?.initErrors.length ?? 0) > 0 ? "salvaged" : code;
  }
}

function stateOf(old: SavedSession | undefined, now: SavedSession | undefined): Seen["state"] {
  if (now === undefined) return "nothing";
  if (now.id?.startsWith("unknown-") === true) return "an unknown start";
  if (now.initErrors.length > 0) return "a call, with reasons";
  if (now.id !== old?.id) return "a new call";
  return now.outputs.status === "unknown" ? "as before, unknown" : "as before";
}

function expectedOf(cell: Cell): Seen {
  const untold = cell.word === "unknown";
  return {
    word: cell.word,
    state: expectedState(cell),
    placed: placedBy(cell),
    live: liveAfter(cell),
    liveAfterDestroy: untold && isCarriedOut(cell) ? 1 : 0,
  };
}

function expectedState({ operation, column, word }: Cell): Seen["state"] {
  if (operation === "read") return word === "live" ? "as before" : "as before, unknown";
  if (operation === "delete") return word === "gone" ? "nothing" : "as before";
  if (operation === "replace" && !column.startsWith("start")) return word === "gone" ? "a new call" : "as before";
  if (word === "live") return "a new call";
  if (word === "salvaged") return "a call, with reasons";
  if (word === "unknown") return "an unknown start";
  // The engine remembers that the old call is gone: what comes next is a create.
  return operation === "replace" ? "the old call, half replaced" : "nothing";
}

async function ledgerByApp(): Promise<ReadonlyMap<string, readonly ShownConnection[]>> {
  const ledger = new Map<string, ShownConnection[]>();
  for (const call of await gateway.connections()) ledger.set(call.appId, [...(ledger.get(call.appId) ?? []), call]);
  return ledger;
}

function isLive({ state }: ShownConnection): boolean {
  return state !== "ended";
}

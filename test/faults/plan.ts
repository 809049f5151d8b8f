import type { CellPlan, Operation } from "./cell.js";
import { TROUBLES } from "./faults.js";
import { COLUMNS, type Column, ROWS, type Row } from "./table.js";

/** The operations that meet a column's fault. */
const OPERATIONS = {
  "start lost": ["create", "replace"],
  "start done": ["create", "replace"],
  "stop lost": ["delete", "replace"],
  "stop done": ["delete", "replace"],
  read: ["read"],
  token: ["create", "delete", "read", "replace"],
} as const satisfies Record<Column, readonly Operation[]>;

/** Every cell of the matrix. */
export function allCells(): CellPlan[] {
  return ROWS.flatMap((row) => COLUMNS.flatMap((column) => cellsOf(row, column)));
}

function cellsOf(row: Row, column: Column): CellPlan[] {
  const words = row.words.get(column);
  if (words === undefined) return [];
  return OPERATIONS[column].flatMap((operation) => {
    const cell = (keys: boolean, word: string): CellPlan => {
      const once = row.passing ? " once" : "";
      const server = keys ? "" : ", without keys";
      const name = `${operation} with ${row.trouble}${once} at the ${column}${server}: ${word}`;
      return { name, row, column, operation, keys, word };
    };
    const withKeys = cell(true, wordFor(operation, column, words.keys));
    return words.keys === words.noKeys ? [withKeys] : [withKeys, cell(false, wordFor(operation, column, words.noKeys))];
  });
}

/** One cell for each distinct outcome of each operation; one whose request gets through, where there is one. */
export function distinctCells(): CellPlan[] {
  const chosen = new Map<string, CellPlan>();
  for (const cell of allCells()) {
    const outcome = `${cell.operation}: ${cell.word}`;
    const other = chosen.get(outcome);
    if (other === undefined || (isAtDeadDoor(other) && !isAtDeadDoor(cell))) chosen.set(outcome, cell);
  }
  return [...chosen.values()];
}

export function isAtDeadDoor({ row }: CellPlan): boolean {
  return TROUBLES[row.trouble].kind === "dead door";
}

/** The table's words for a token and a stop, in those of the operation. */
function wordFor(operation: Operation, column: Column, word: string): string {
  if (column !== "token" || word !== "fine") return word;
  return operation === "delete" || operation === "replace" ? "gone" : "live";
}

/** Whether the fault leaves a request carried out. */
export function isCarriedOut({ row, column }: CellPlan): boolean {
  return column.endsWith("done") || TROUBLES[row.trouble].kind === "spoilt answer";
}

/** How many calls the operation places, at a server that is well but for the fault. */
export function placedBy(cell: CellPlan): number {
  const { operation, column, word } = cell;
  if (operation === "read" || operation === "delete") return 0;
  if (column.startsWith("start")) return word === "live" || isCarriedOut(cell) ? 1 : 0;
  // A replacement that could hang up goes on to dial.
  return word === "gone" || word === "live" ? 1 : 0;
}

/** How many calls are live when the operation is over. */
export function liveAfter(cell: CellPlan): number {
  switch (cell.operation) {
    case "create":
      return placedBy(cell);
    case "read":
      return 1;
    case "delete":
      return cell.word === "gone" || cell.column === "stop done" ? 0 : 1;
    case "replace": {
      const oldLives = cell.column.startsWith("stop") || cell.column === "token" ? cell.word !== "gone" : false;
      return (oldLives && cell.column !== "stop done" ? 1 : 0) + placedBy(cell);
    }
  }
}

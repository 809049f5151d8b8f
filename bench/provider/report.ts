import type { Summary } from "../statistics.js";
import type { Goal } from "./goals.js";
import type { Line, Results } from "./results.js";
import { TITLES, VARIANTS } from "./variants.js";

/** All that a person reads, as text. */
export function report(results: Results, goals: readonly Goal[]): string {
  return [
    table([
      [
        ...["sessions", "command", "variant", "median s", "min", "max", "× empty", "× control", "× documented"],
        ...["cpu s", "× control"],
      ],
      ...results.lines.map(cells),
    ]),
    table([
      ["variant", "bytes of __provider", "bytes a resource in the state"],
      ...VARIANTS.map((variant) => {
        const { providerBytes, resourceBytes } = results.footprints[variant];
        return [TITLES[variant], String(providerBytes), String(resourceBytes)];
      }),
    ]),
    table([
      ["loading, in ms", "median", "min", "max"],
      ["import in a program, beyond @pulumi/pulumi", ...milliseconds(results.loading.import)],
      ["in the host: pulumi-symbl-telephony/provider", ...milliseconds(results.loading.hostModule)],
      ["in the host, then, for up: check, create", ...milliseconds(results.loading.hostUp)],
      ["in the host, then, for destroy", ...milliseconds(results.loading.hostDestroy)],
    ]),
    table([["goal", "found", ""], ...goals.map(({ text, found, verdict }) => [text, found, verdict])]),
  ].join("\n\n");
}

function cells({ size, operation, variant, time, ratios, cpu, cpuToControl }: Line): string[] {
  const seconds = (value: number | undefined): string => (value === undefined ? "" : (value / 1000).toFixed(2));
  const ratio = (value: Summary | undefined): string => value?.median.toFixed(2) ?? "";
  return [
    String(size),
    operation,
    TITLES[variant],
    seconds(time.median),
    seconds(time.min),
    seconds(time.max),
    ratio(ratios.empty),
    ratio(ratios.control),
    ratio(ratios.documented),
    seconds(cpu?.median),
    ratio(cpuToControl),
  ];
}

function milliseconds({ median, min, max }: Summary): string[] {
  return [median, min, max].map((value) => value.toFixed(1));
}

/** Columns of text to the left, of figures to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isFigure = (column: number): boolean => rows.slice(1).every((row) => /^[\d.]*$/.test(row[column] ?? ""));
  const figures = widths.map((_, column) => isFigure(column));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (figures[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

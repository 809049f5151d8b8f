import { parseArgs } from "node:util";

export interface BenchOptions {
  /** How often every combination is measured. Default: 5. */
  readonly rounds: number;
  /** Sessions a stack. Default: 1, 10 and 100. */
  readonly sizes: readonly number[];
  /** File for all figures, as JSON. Default: none. */
  readonly json: string | undefined;
}

export const USAGE = `Compares \`pulumi up\` and \`pulumi destroy\` of this provider with the engine alone, with a bare fetch, and with the
provider that Pulumi's documentation would have one write.

  npm run bench -- [--rounds 5] [--sizes 1,10,100] [--json FILE]
`;

export class UsageError extends Error {}

/** @throws UsageError for unknown flags and for numbers that are none. */
export function readOptions(args: readonly string[]): BenchOptions | "help" {
  const flags = {
    rounds: { type: "string", default: "5" },
    sizes: { type: "string", default: "1,10,100" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  const { values } = parsed(() => parseArgs({ args: [...args], options: flags }));
  if (values.help) return "help";
  return {
    rounds: count("--rounds", values.rounds),
    sizes: [...new Set(values.sizes.split(",").map((text) => count("--sizes", text)))].sort((a, b) => a - b),
    json: values.json,
  };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The gateway is started for at most this many calls. */
export const LARGEST_SIZE = 1000;

function count(flag: string, text: string): number {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  if (value < 1 || value > LARGEST_SIZE)
    throw new UsageError(`${flag}: "${text}" is no whole number from 1 to ${LARGEST_SIZE}`);
  return value;
}

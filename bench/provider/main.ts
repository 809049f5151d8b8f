import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type StackWorkspace, stackWorkspace } from "../../test/support/engine.js";
import { EngineError, ensureEngine, progressOn } from "../../tools/engine/index.js";
import { type BenchGateway, startGateway } from "./gateway.js";
import { judge } from "./goals.js";
import { measureLoading } from "./loading.js";
import { type BenchOptions, readOptions, USAGE, UsageError } from "./options.js";
import { report } from "./report.js";
import { linesOf, type Results } from "./results.js";
import { measureRounds, type Sample, type Workspaces, warmUp } from "./rounds.js";
import type { Variant } from "./variants.js";

const ROOT = resolve(__dirname, "../..");
const LOADING_TIMES = 11;
// Shells report 128 + the signal's number.
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

class Interrupted extends Error {}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const stop = new AbortController();
  let interruptedWith = 1;
  for (const [name, code] of Object.entries(SIGNALS))
    process.on(name, () => {
      if (stop.signal.aborted) return;
      interruptedWith = code;
      process.stderr.write("\nCleaning up\n");
      stop.abort(new Interrupted());
    });
  try {
    await bench(options, stop.signal);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return interruptedWith;
    throw error;
  }
}

async function bench(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const engine = await ensureEngine({ signal, progress: progressOn(process.stderr) });
  const cleanups: (() => Promise<void>)[] = [];
  try {
    const journal = mkdtempSync(join(tmpdir(), "symbl-bench-"));
    cleanups.push(async () => rmSync(journal, { recursive: true, force: true }));
    const gateway = await startGateway(ROOT);
    cleanups.push(() => gateway.close());
    const open = async (variant: Variant): Promise<StackWorkspace> => {
      signal.throwIfAborted();
      const workspace = await stackWorkspace({
        projectDir: join(ROOT, "bench/provider/programs", variant),
        env: { ...withoutOwnSettings(), ...gateway.settings, SYMBL_JOURNAL_DIR: journal },
      });
      cleanups.push(() => workspace.dispose());
      return workspace;
    };
    const workspaces = {
      empty: await open("empty"),
      control: await open("control"),
      documented: await open("documented"),
      symbl: await open("symbl"),
    };
    const results = await untilAborted(measure(workspaces, gateway, options, signal), signal);
    const goals = judge(results);
    const machine = { cores: cpus().length, node: process.version, engine: engine.version };
    process.stdout.write(`\n${report(results, goals)}\n`);
    // Other work on the machine widens the spread, and with it what the figures can tell.
    process.stdout.write(
      `\nLoad average: ${loadavg()
        .map((load) => load.toFixed(1))
        .join(", ")}\n`,
    );
    if (options.json !== undefined) {
      const file = { at: new Date().toISOString(), machine, rounds: options.rounds, ...results, goals };
      writeFileSync(options.json, `${JSON.stringify(file, undefined, 2)}\n`);
    }
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function measure(
  workspaces: Workspaces,
  gateway: BenchGateway,
  { rounds, sizes }: BenchOptions,
  signal: AbortSignal,
): Promise<Results & { samples: readonly Sample[] }> {
  process.stderr.write("Warming up\n");
  const footprints = await warmUp(workspaces, gateway, signal);
  const loading = await measureLoading(ROOT, LOADING_TIMES, signal);
  const samples: Sample[] = [];
  for await (const sample of measureRounds(workspaces, gateway, rounds, sizes, signal)) {
    samples.push(sample);
    const { round, size, variant, operation, milliseconds } = sample;
    process.stderr.write(
      `round ${round + 1}/${rounds}  ${operation} ${size} ${variant}: ${(milliseconds / 1000).toFixed(2)} s\n`,
    );
  }
  return { lines: linesOf(samples, sizes), footprints, loading, samples };
}

/** Does not wait for a command that still runs: disposing of its workspace ends it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  // Both may reject; whoever comes second has no listener left.
  work.catch(() => undefined);
  return Promise.race([work, aborted]);
}

/** The settings of whoever runs this must not reach the programs, nor may a proxy stand between them and this machine. */
function withoutOwnSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => /^SYMBL_|_proxy$/i.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const told = error instanceof UsageError || error instanceof EngineError;
    process.stderr.write(`${told ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${USAGE}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);

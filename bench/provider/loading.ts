import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Summary, summarise } from "../statistics.js";

/** Milliseconds that loading takes, each in a new process. */
export interface Loading {
  /** The package in a program that has imported `@pulumi/pulumi`. */
  readonly import: Summary;
  /** Those of undici, zod and luxon that the import loaded. */
  readonly heavy: readonly string[];
  /** The module that Pulumi's host requires. */
  readonly hostModule: Summary;
  /** What `pulumi up` of new sessions then loads: check and create. */
  readonly hostUp: Summary;
  /** What `pulumi destroy` then loads. */
  readonly hostDestroy: Summary;
}

export async function measureLoading(root: string, times: number, signal: AbortSignal): Promise<Loading> {
  const cwd = join(root, "bench/provider/programs/symbl");
  const probe = async (name: string, ...args: string[]): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, "bench/provider/probes", name), ...args],
      {
        cwd,
        signal,
      },
    );
    return JSON.parse(stdout);
  };

  const imports: number[] = [];
  const modules: number[] = [];
  const up: number[] = [];
  const destroy: number[] = [];
  const heavy = new Set<string>();
  // One time more than asked for: the first fills the file system's cache.
  for (let time = 0; time <= times; time++) {
    const imported = await probe("import-package.cjs");
    const forUp = await probe("load-in-host.cjs", "check", "create");
    const forDestroy = await probe("load-in-host.cjs", "destroy");
    if (time === 0) continue;
    imports.push(figure(imported, "milliseconds"));
    for (const name of names(imported)) heavy.add(name);
    modules.push(figure(forUp, "moduleMs"), figure(forDestroy, "moduleMs"));
    up.push(figure(forUp, "operationsMs"));
    destroy.push(figure(forDestroy, "operationsMs"));
  }
  return {
    import: summarise(imports),
    heavy: [...heavy],
    hostModule: summarise(modules),
    hostUp: summarise(up),
    hostDestroy: summarise(destroy),
  };
}

function figure(answer: unknown, key: string): number {
  const value: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, key) : undefined;
  if (typeof value !== "number") throw new TypeError(`the probe gave no ${key}`);
  return value;
}

function names(answer: unknown): string[] {
  const list: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, "heavy") : undefined;
  if (!Array.isArray(list)) throw new TypeError("the probe gave no heavy modules");
  return list.map(String);
}

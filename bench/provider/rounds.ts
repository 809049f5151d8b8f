import type { StackWorkspace } from "../../test/support/engine.js";
import { childrenCpuMs } from "./cpu-time.js";
import type { BenchGateway } from "./gateway.js";
import { type Operation, placesCalls, VARIANTS, type Variant } from "./variants.js";

/** What one command took, from its start to its end. */
export interface Cost {
  /** On the wall. */
  readonly milliseconds: number;
  /** Of the processors: the engine, the program and the host. `undefined` where the system does not tell. */
  readonly cpuMilliseconds: number | undefined;
}

export interface Sample extends Cost {
  readonly round: number;
  readonly size: number;
  readonly variant: Variant;
  readonly operation: Operation;
}

/** What a variant leaves in the state. */
export interface Footprint {
  /** Bytes of `__provider` in the outputs of one resource. */
  readonly providerBytes: number;
  /** Bytes of one resource in the exported state. */
  readonly resourceBytes: number;
}

export type Workspaces = Readonly<Record<Variant, StackWorkspace>>;

/** Every variant once, with one session: fills caches, and shows that each does what it should. */
export async function warmUp(
  workspaces: Workspaces,
  gateway: BenchGateway,
  signal: AbortSignal,
): Promise<Readonly<Record<Variant, Footprint>>> {
  const measure = async (variant: Variant): Promise<Footprint> => {
    signal.throwIfAborted();
    await change(workspaces, gateway, variant, "up", 1);
    const footprint = await footprintOf(workspaces[variant]);
    await change(workspaces, gateway, variant, "destroy", 1);
    return footprint;
  };
  return {
    empty: await measure("empty"),
    control: await measure("control"),
    documented: await measure("documented"),
    symbl: await measure("symbl"),
  };
}

/** Round robin, so that a slow minute of the machine hits all variants alike; each round begins with another variant. */
export async function* measureRounds(
  workspaces: Workspaces,
  gateway: BenchGateway,
  rounds: number,
  sizes: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<Sample> {
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      for (const variant of rotated(VARIANTS, round)) {
        for (const operation of ["up", "destroy"] as const) {
          signal.throwIfAborted();
          const cost = await change(workspaces, gateway, variant, operation, size);
          yield { round, size, variant, operation, ...cost };
        }
        await gateway.reset();
      }
    }
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** The cost of one command. A command that failed, or that did not do what it is measured for, has none. */
async function change(
  workspaces: Workspaces,
  gateway: BenchGateway,
  variant: Variant,
  operation: Operation,
  size: number,
): Promise<Cost> {
  const cpuBefore = childrenCpuMs();
  const begun = performance.now();
  const result = await workspaces[variant].run([operation, "--yes", "--skip-preview"], {
    env: { BENCH_SESSIONS: String(size) },
  });
  const milliseconds = performance.now() - begun;
  const cpuAfter = childrenCpuMs();
  if (result.code !== 0)
    throw new Error(`pulumi ${operation} of "${variant}" ended with ${result.code}:\n${result.stdout}${result.stderr}`);
  const expected = operation === "up" && placesCalls(variant) ? size : 0;
  const live = await gateway.live();
  if (live !== expected)
    throw new Error(`after pulumi ${operation} of "${variant}" ${live} calls are up, not ${expected}`);
  return {
    milliseconds,
    cpuMilliseconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
  };
}

async function footprintOf(workspace: StackWorkspace): Promise<Footprint> {
  const { deployment } = await workspace.exportState();
  const resource = deployment.resources?.find(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
  const text = resource?.outputs?.__provider;
  if (text === undefined) throw new Error("the state holds no dynamic resource");
  return {
    // A closure that captures secrets stands there encrypted, as an object.
    providerBytes: Buffer.byteLength(typeof text === "string" ? text : JSON.stringify(text)),
    resourceBytes: Buffer.byteLength(JSON.stringify(resource)),
  };
}

import { pairedRatios, type Summary, summarise } from "../statistics.js";
import type { Loading } from "./loading.js";
import type { Footprint, Sample } from "./rounds.js";
import { OPERATIONS, type Operation, VARIANTS, type Variant } from "./variants.js";

/** One line of the table. */
export interface Line {
  readonly size: number;
  readonly operation: Operation;
  readonly variant: Variant;
  /** Milliseconds. */
  readonly time: Summary;
  /** This variant's time to that of another in the same round. */
  readonly ratios: Readonly<Record<Variant, Summary>>;
  /** Milliseconds of processor time; `undefined` where the system does not tell. */
  readonly cpu: Summary | undefined;
  /** Processor time to that of the control. */
  readonly cpuToControl: Summary | undefined;
}

export interface Results {
  readonly lines: readonly Line[];
  readonly footprints: Readonly<Record<Variant, Footprint>>;
  readonly loading: Loading;
}

export function linesOf(samples: readonly Sample[], sizes: readonly number[]): Line[] {
  const of = (size: number, operation: Operation, variant: Variant): Sample[] =>
    samples
      .filter((sample) => sample.size === size && sample.operation === operation && sample.variant === variant)
      .sort((a, b) => a.round - b.round);
  return sizes.flatMap((size) =>
    OPERATIONS.flatMap((operation) =>
      VARIANTS.map((variant) => {
        const own = of(size, operation, variant);
        const to = (other: Variant): Summary => pairedRatios(wallOf(own), wallOf(of(size, operation, other)));
        const cpu = cpuOf(own);
        const controlCpu = cpuOf(of(size, operation, "control"));
        return {
          size,
          operation,
          variant,
          time: summarise(wallOf(own)),
          ratios: { empty: to("empty"), control: to("control"), documented: to("documented"), symbl: to("symbl") },
          cpu: cpu && summarise(cpu),
          cpuToControl: cpu && controlCpu && pairedRatios(cpu, controlCpu),
        };
      }),
    ),
  );
}

function wallOf(samples: readonly Sample[]): number[] {
  return samples.map(({ milliseconds }) => milliseconds);
}

function cpuOf(samples: readonly Sample[]): number[] | undefined {
  const known = samples.flatMap(({ cpuMilliseconds }) => (cpuMilliseconds === undefined ? [] : [cpuMilliseconds]));
  return known.length === samples.length ? known : undefined;
}

export function lineOf(lines: readonly Line[], size: number, operation: Operation, variant: Variant): Line | undefined {
  return lines.find((line) => line.size === size && line.operation === operation && line.variant === variant);
}

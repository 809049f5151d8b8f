/** Figures of the same thing, measured several times. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** @throws RangeError when there is nothing to sum up: a median of nothing would look like a result. */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => {
    const value = sorted[index];
    if (value === undefined) throw new RangeError("no figures to sum up");
    return value;
  };
  const middle = Math.floor(sorted.length / 2);
  return {
    median: sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2,
    min: at(0),
    max: at(sorted.length - 1),
    count: sorted.length,
  };
}

/**
 * The ratios of figures taken in the same round, summed up: what slows a machine down for minutes slows both down. The two must be of equal length and in
 * the same order.
 */
export function pairedRatios(values: readonly number[], others: readonly number[]): Summary {
  if (values.length !== others.length) throw new RangeError("ratios need figures of the same rounds");
  return summarise(values.map((value, index) => value / (others[index] ?? Number.NaN)));
}

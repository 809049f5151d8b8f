/** The same sound at another rate, by straight lines between samples: for a side that changes its rate within a call. Pure. */
export function resample(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to || samples.length === 0) return samples;
  const result = new Int16Array(Math.max(1, Math.round((samples.length * to) / from)));
  const step = from / to;
  for (let index = 0; index < result.length; index += 1) {
    const at = Math.min(samples.length - 1, index * step);
    const before = Math.floor(at);
    const left = samples[before] ?? 0;
    const right = samples[before + 1] ?? left;
    result[index] = Math.round(left + (right - left) * (at - before));
  }
  return result;
}

/** Chance that depends on a seed alone. Pure. */

/** Numbers in [0, 1) (mulberry32: small, and good enough for delays and dice). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    return scramble(state);
  };
}

/** Numbers in [0, 1) for the `index`-th thing under a seed, whatever was drawn for the others: calls that overlap do not change each other. */
export function randomOf(seed: number, index: number): () => number {
  const own = Math.floor(scramble((seed >>> 0) ^ Math.imul(index + 1, 0x9e3779b1)) * 4_294_967_296);
  return seededRandom(own);
}

function scramble(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

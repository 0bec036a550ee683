/**
 * How small a difference of two times the browser's clock can tell, for a run that the interpreter could not finish:
 * in all others the recorder says it, which measures it in the same way (calltrace/resolution.py).
 */

const DIFFERENCES = 3;
/** A clock that shows the same at so many looks stands still, as in a test. */
const MAX_LOOKS = 100_000;

/** µs, roughly (one significant digit); undefined: the clock does not move. Measured once, in less than a few ms. */
export const clockResolution = once(() => {
  const differences = Array.from({ length: DIFFERENCES }, nextDifference);
  const smallest = Math.min(...differences) * 1000;
  return Number.isFinite(smallest) ? Number(smallest.toPrecision(1)) : undefined;
});

/** ms by which the clock moves on, the next time it does. */
function nextDifference(): number {
  const begun = performance.now();
  for (let look = 0; look < MAX_LOOKS; look++) {
    const difference = performance.now() - begun;
    if (difference > 0) return difference;
  }
  return Number.POSITIVE_INFINITY;
}

function once<T>(compute: () => T): () => T {
  let known: { value: T } | null = null;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** Which subtrees look the same, as numbers to compare: what folding (fold.ts) asks of a million calls. */
import type { Trace } from "../../trace/trace.ts";

/** Two subtrees with equal hashes and equal sizes are taken for equal: 53 bits leave no room for chance. */
export function subtreeHashes(trace: Trace, from: number, to: number): Float64Array {
  const { parent, function: called, outcome } = trace;
  const high = new Int32Array(to - from);
  const low = new Int32Array(to - from);
  const hash = new Float64Array(to - from);
  // From the back: children come before their parent, last one first; the order enters the hash.
  for (let i = to - 1; i >= from; i--) {
    const k = i - from;
    const own = Math.imul(called[i] * 4 + outcome[i] + 1, 0x9e3779b1);
    const a = scramble(Math.imul(high[k], 31) ^ own);
    const b = scramble(Math.imul(low[k], 0x01000193) + own);
    hash[k] = (a >>> 0) * 2097152 + (b >>> 11);
    const p = parent[i] - from;
    if (p >= 0) {
      high[p] = scramble(Math.imul(high[p], 0x85ebca6b) + a);
      low[p] = scramble(Math.imul(low[p], 0xc2b2ae35) + b);
    }
  }
  return hash;
}

function scramble(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

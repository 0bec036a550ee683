/** Hashes of subtrees, by which folding (fold.ts) finds those that look the same among a million calls. */
import type { Trace } from "../../trace/trace.ts";
import { OUTCOMES } from "../../trace/types.ts";

/** For the calls from … to - 1. Subtrees of equal hash and size are taken for equal: 53 bits make chance negligible. */
export function subtreeHashes(trace: Trace, from: number, to: number): Float64Array {
  const { parent, function: called, outcome } = trace;
  const high = new Int32Array(to - from);
  const low = new Int32Array(to - from);
  const hash = new Float64Array(to - from);
  // In reverse pre-order children come before their parent, the last one first, so that their order enters the hash.
  for (let i = to - 1; i >= from; i--) {
    const k = i - from;
    const own = Math.imul(called[i] * (OUTCOMES.length + 1) + outcome[i] + 1, 0x9e3779b1);
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

/**
 * Runs of equal sibling subtrees as one "× 1000": which calls stand for a run, and which are inside one. Equal means:
 * the same functions ended in the same way, in the same shape; values and times may differ.
 */
import type { Trace } from "../trace/trace.ts";

/** Fewer in a row than this stay as they are: nothing would be gained. */
const SHORTEST_RUN = 3;

/** The runs that are not to be folded: from the first call of each to the end of its last. */
export type Unfolded = ReadonlyMap<number, number>;

/**
 * For each call: 1 for a call that stands for itself, k for the first of a run of k, 0 for the others of that run.
 * Calls below one with 0 are of no meaning.
 */
export function foldRuns(trace: Trace, unfolded?: Unfolded, shortest = SHORTEST_RUN): Int32Array {
  const { length, parent, end } = trace;
  const hash = subtreeHashes(trace);
  const copies = new Int32Array(length).fill(1);
  // Where an unfolded run ends, by the depth that it is at: what is left of it is no run either.
  const apart: number[] = [];
  for (let i = 0; i < length; ) {
    if (copies[i] === 0) {
      i = end[i];
      continue;
    }
    const until = unfolded?.get(i);
    if (until !== undefined) apart[trace.depth[i]] = until;
    if (i < (apart[trace.depth[i]] ?? 0)) {
      i++;
      continue;
    }
    const stop = parent[i] < 0 ? length : end[parent[i]];
    const size = end[i] - i;
    let run = 1;
    let next = end[i];
    while (next < stop && hash[next] === hash[i] && end[next] - next === size) {
      run++;
      next = end[next];
    }
    if (run >= shortest) {
      copies[i] = run;
      for (let other = end[i]; other < next; other = end[other]) copies[other] = 0;
    }
    i++;
  }
  return copies;
}

/** One past the last call of a folded run, with all below it; of another call, of itself. */
export function runEnd(trace: Trace, copies: Int32Array, first: number): number {
  return first + Math.max(1, copies[first]) * (trace.end[first] - first);
}

/** The unfolded run that a call lies in, the innermost one, as its first call; -1: in none. */
export function unfoldedAround(trace: Trace, unfolded: Unfolded, call: number): number {
  for (let c = call; c >= 0; c = trace.parent[c]) {
    for (const [first, until] of unfolded) {
      if (c >= first && c < until && trace.parent[c] === trace.parent[first]) return first;
    }
  }
  return -1;
}

/** Nothing folded. */
export function unfolded(trace: Trace): Int32Array {
  return new Int32Array(trace.length).fill(1);
}

/** The call that is drawn for this one: itself, or the one in the same place of the run's first. */
export function drawnFor(trace: Trace, copies: Int32Array, call: number): number {
  // From the root down, because a run may stand inside another one.
  const path: number[] = [];
  for (let c = call; c >= 0; c = trace.parent[c]) path.push(c);
  let shift = 0;
  for (let k = path.length - 1; k >= 0; k--) {
    const at = path[k] - shift;
    if (copies[at] !== 0) continue;
    let first = at;
    const size = trace.end[at] - at;
    while (copies[first] === 0) first -= size;
    shift += at - first;
  }
  return call - shift;
}

const hashes = new WeakMap<Trace, Float64Array>();

/** Two subtrees with equal hashes and equal sizes are taken for equal: 53 bits leave no room for chance. */
function subtreeHashes(trace: Trace): Float64Array {
  const known = hashes.get(trace);
  if (known) return known;
  const { length, parent, function: called, outcome } = trace;
  const high = new Int32Array(length);
  const low = new Int32Array(length);
  const hash = new Float64Array(length);
  // From the back: children come before their parent, last one first; the order enters the hash.
  for (let i = length - 1; i >= 0; i--) {
    const own = Math.imul(called[i] * 4 + outcome[i] + 1, 0x9e3779b1);
    const a = scramble(Math.imul(high[i], 31) ^ own);
    const b = scramble(Math.imul(low[i], 0x01000193) + own);
    hash[i] = (a >>> 0) * 2097152 + (b >>> 11);
    const p = parent[i];
    if (p >= 0) {
      high[p] = scramble(Math.imul(high[p], 0x85ebca6b) + a);
      low[p] = scramble(Math.imul(low[p], 0xc2b2ae35) + b);
    }
  }
  hashes.set(trace, hash);
  return hash;
}

function scramble(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

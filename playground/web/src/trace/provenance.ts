/**
 * Where the values of a call came from. A trace does not know which values are the same object, only which snapshots
 * are equal; so numbers and the like have no origin, only a count of the calls in which they occur.
 */
import { parameterCounts } from "./arguments.ts";
import { RETURNED, YIELDED } from "./calls.ts";
import type { Trace } from "./trace.ts";

export interface ValueOrigin {
  /** The last call that had returned it before this one began; -1: none, or too plain a value to tell. */
  from: number;
  /** The number of calls with it among their arguments or as their result, this one included. */
  calls: number;
}

const PLAIN = /^(int|float|bool|None|complex|ellipsis)$/;

/** The origin of each of the values (indices into trace.values) of a call, in one pass over the run for all. */
export function originsOfValues(trace: Trace, call: number, values: readonly number[]): ValueOrigin[] {
  const slot = new Int32Array(trace.values.length).fill(-1);
  const origins: ValueOrigin[] = [];
  for (const value of values) {
    if (value < 0 || slot[value] >= 0) continue;
    slot[value] = origins.push({ from: -1, calls: 0 }) - 1;
  }
  const { function: called, argumentValues, result, outcome, end } = trace;
  const counts = parameterCounts(trace);
  const seen = new Int32Array(origins.length).fill(-1);
  for (let i = 0, a = 0; i < trace.length; i++) {
    for (const stop = a + counts[called[i]]; a < stop; a++) {
      const origin = argumentValues[a] < 0 ? -1 : slot[argumentValues[a]];
      if (origin >= 0 && seen[origin] !== i) {
        seen[origin] = i;
        origins[origin].calls++;
      }
    }
    const origin = result[i] < 0 ? -1 : slot[result[i]];
    if (origin < 0) continue;
    if (seen[origin] !== i) {
      seen[origin] = i;
      origins[origin].calls++;
    }
    // Only a call that had ended before this one began can have handed the value over. Of two that end at the same
    // place the outer one returned last; it comes first in the columns.
    if (end[i] > call || (outcome[i] !== RETURNED && outcome[i] !== YIELDED)) continue;
    const { from } = origins[origin];
    if (from < 0 || end[i] > end[from]) origins[origin].from = i;
  }
  return values.map((value) => {
    const origin = value < 0 ? { from: -1, calls: 0 } : origins[slot[value]];
    const seen = trace.values.get(value);
    const plain = seen === undefined || PLAIN.test(seen.type) || seen.text.length < 4;
    return plain ? { ...origin, from: -1 } : origin;
  });
}

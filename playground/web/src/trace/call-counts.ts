/**
 * How many calls an entry of a trace stands for, where that is not always one: in a synthetic trace
 * (`Trace.callCounts`), and in a profile, whose file knows how often a function was called by another one, but no
 * single call.
 */
import type { Trace } from "./trace.ts";
import type { Value } from "./types.ts";

/** The type of the value that stands in place of a result and holds the call count. */
const PROFILED = "cProfile";

export function profiledCalls(times: number, text: string): Value {
  return { type: PROFILED, text, length: times };
}

/** The call count of each entry, 0 where it stands for part of a call; null: each entry is one call. */
export function callCounts(trace: Trace): Int32Array | null {
  if (trace.callCounts) return trace.callCounts;
  if (trace.environment.runtime !== PROFILED) return null;
  let times = profiles.get(trace);
  if (!times) {
    const results: ArrayLike<number> = trace.result;
    times = Int32Array.from(results, (index) => {
      const value = index < 0 ? undefined : trace.values.get(index);
      return value?.type === PROFILED ? (value.length ?? 1) : 1;
    });
    profiles.set(trace, times);
  }
  return times;
}

const profiles = new WeakMap<Trace, Int32Array>();

/** The number of calls of all entries. Each step of a generator counts, as in cProfile. */
export function callCount(trace: Trace): number {
  return callCounts(trace)?.reduce((sum, times) => sum + times, 0) ?? trace.length;
}

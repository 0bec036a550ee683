/**
 * The number of calls of a trace. An entry of most traces is one call; an entry of a profile, whose file knows how
 * often a function was called by another one but no single call, stands for many (`Trace.callCounts`).
 */
import { formatCount } from "../text.ts";
import type { Trace } from "./trace.ts";

/** The number of calls of all entries. Each step of a generator counts, as in cProfile. */
export function callCount(trace: Trace): number {
  return trace.callCounts?.reduce((sum, times) => sum + times, 0) ?? trace.length;
}

/** "34 calls", for an entry that stands for so many; where the calls of a function are shared out, 0 can be its share. */
export function countText(times: number): string {
  return times > 0 ? formatCount(times, "call") : "part of a call";
}

/**
 * What each function of a run adds up to: one pass over the calls, a row per function that was called. Here a generator or
 * coroutine is one call however often it is resumed; everywhere else each of its steps is an entry of the run.
 */

import { callCounts } from "./call-counts.ts";
import { RAISED, totalTime } from "./calls.ts";
import type { Trace } from "./trace.ts";

export interface FunctionStats {
  /** Index into trace.functions. */
  function: number;
  /** Without the further steps of what was resumed. */
  calls: number;
  /** Further steps of generators and coroutines. */
  resumed: number;
  /** µs; a call below another call of the same function counts once, with the outer one. */
  total: number;
  /** µs in the function itself, without what it called. */
  own: number;
  /** Calls that an exception left. */
  raised: number;
  /** The first call of it. */
  first: number;
  /** The last call of it, and the last step of that: mostly the same. */
  last: number;
  lastStep: number;
}

const cache = new WeakMap<Trace, FunctionStats[]>();

/** In order of first call. Worked out once per trace. */
export function functionStats(trace: Trace): FunctionStats[] {
  let stats = cache.get(trace);
  if (!stats) {
    stats = compute(trace);
    cache.set(trace, stats);
  }
  return stats;
}

function compute(trace: Trace): FunctionStats[] {
  const rows: (FunctionStats | undefined)[] = new Array(trace.functions.length);
  const inOrder: FunctionStats[] = [];
  const active = new Int32Array(trace.functions.length);
  const open: number[] = [];
  const times = callCounts(trace);
  for (let i = 0; i < trace.length; i++) {
    while (open.length > 0 && trace.end[open[open.length - 1]] <= i) active[trace.function[open.pop()!]]--;
    const f = trace.function[i];
    const time = totalTime(trace, i);
    let row = rows[f];
    if (!row) {
      row = {
        function: f,
        calls: 0,
        resumed: 0,
        total: 0,
        own: 0,
        raised: 0,
        first: i,
        last: i,
        lastStep: i,
      };
      rows[f] = row;
      inOrder.push(row);
    }
    row.calls += times ? times[i] : 1;
    row.last = i;
    row.lastStep = i;
    row.own += time;
    if (active[f] === 0) row.total += time;
    if (trace.outcome[i] === RAISED) row.raised++;
    if (trace.parent[i] >= 0) rows[trace.function[trace.parent[i]]]!.own -= time;
    if (trace.end[i] > i + 1) {
      active[f]++;
      open.push(i);
    }
  }
  for (const row of inOrder) row.own = Math.max(0, row.own);
  withoutSteps(trace, rows);
  return inOrder;
}

/** Takes the steps out of the calls that they were counted as. */
function withoutSteps(trace: Trace, rows: readonly (FunctionStats | undefined)[]): void {
  for (const [step] of trace.resumes) {
    const row = rows[trace.function[step]]!;
    row.calls--;
    row.resumed++;
  }
  const resumed = rows.filter((row) => row && row.resumed > 0) as FunctionStats[];
  for (const row of resumed) {
    // A file may join steps to anything: then there is no call, and the first step is the last one.
    while (trace.resumes.has(row.last) && row.last > row.first)
      row.last = trace.function.lastIndexOf(row.function, row.last - 1);
    row.lastStep = row.last;
  }
  for (const [step, first] of trace.resumes) {
    const row = rows[trace.function[step]]!;
    if (first === row.last && step > row.lastStep) row.lastStep = step;
  }
}

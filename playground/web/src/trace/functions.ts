/**
 * The totals of each function of a run, computed in one pass over the calls. A generator or coroutine counts here as
 * one call however often it is resumed; everywhere else each of its steps is a call of the run.
 */

import { RAISED, totalTime, unrecordedTimes } from "./calls.ts";
import type { Trace } from "./trace.ts";
import type { FunctionInfo } from "./types.ts";

export interface FunctionStats {
  /** Index into trace.functions. */
  function: number;
  /** The further steps of generators and coroutines are not counted. */
  calls: number;
  /** Further steps of generators and coroutines. */
  resumed: number;
  /** µs; a call below another call of the same function counts once, with the outer one. */
  total: number;
  /** µs in the function itself, without what it called. */
  own: number;
  /** Calls that ended with an exception. */
  raised: number;
  /** The first call of the function. */
  first: number;
  /** The last call of the function, and that call's last step: mostly the same. */
  last: number;
  lastStep: number;
}

/** Whether calls of it only define something: the body of a class, and what makes annotations. */
export function isDefinition({ kind, name }: FunctionInfo): boolean {
  return kind === "class" || name === "__annotate__";
}

const cache = new WeakMap<Trace, FunctionStats[]>();

/** In order of first call. Computed once per trace. */
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
  const times = trace.callCounts;
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
  for (const [call, waited] of unrecordedTimes(trace)) rows[trace.function[call]]!.own -= waited;
  for (const row of inOrder) row.own = Math.max(0, row.own);
  separateSteps(trace, rows);
  return inOrder;
}

/** Takes further steps out of the number of calls, and finds the last call and its last step. */
function separateSteps(trace: Trace, rows: readonly (FunctionStats | undefined)[]): void {
  for (const [step] of trace.resumes) {
    const row = rows[trace.function[step]]!;
    row.calls--;
    row.resumed++;
  }
  const resumed = rows.filter((row) => row && row.resumed > 0) as FunctionStats[];
  for (const row of resumed) {
    // A file may name any call as a step: where all of a function's calls are steps, the first of them is the last
    // call.
    while (trace.resumes.has(row.last) && row.last > row.first)
      row.last = trace.function.lastIndexOf(row.function, row.last - 1);
    row.lastStep = row.last;
  }
  for (const [step, first] of trace.resumes) {
    const row = rows[trace.function[step]]!;
    if (first === row.last && step > row.lastStep) row.lastStep = step;
  }
}

/** What each function of a run adds up to: one pass over the calls, a row per function that was called. */
import { RAISED, totalTime } from "./queries.ts";
import type { Trace } from "./trace.ts";

export interface FunctionStats {
  /** Index into trace.functions. */
  function: number;
  calls: number;
  /** µs; a call below another call of the same function counts once, with the outer one. */
  total: number;
  /** µs in the function itself, without what it called. */
  own: number;
  /** Calls that an exception left. */
  raised: number;
  /** The first call of it. */
  first: number;
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
  for (let i = 0; i < trace.length; i++) {
    while (open.length > 0 && trace.end[open[open.length - 1]] <= i) active[trace.function[open.pop()!]]--;
    const f = trace.function[i];
    const time = totalTime(trace, i);
    let row = rows[f];
    if (!row) {
      row = { function: f, calls: 0, total: 0, own: 0, raised: 0, first: i };
      rows[f] = row;
      inOrder.push(row);
    }
    row.calls++;
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
  return inOrder;
}

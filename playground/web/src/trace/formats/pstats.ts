/**
 * Writes the totals of each function as a table (CSV) with the columns that Python's pstats prints. Times are in
 * seconds. As in pstats, a call below another call of the same function adds nothing to `cumtime` and
 * `primitive_calls`.
 */

import { functionStats } from "../functions.ts";
import type { Trace } from "../trace.ts";

/** The table's columns, in order. */
export interface PstatsRow {
  ncalls: number;
  primitive_calls: number;
  tottime: number;
  /** tottime / ncalls */
  tottime_percall: number;
  cumtime: number;
  /** cumtime / primitive_calls */
  cumtime_percall: number;
  file: string;
  line: number;
  function: string;
}

const COLUMNS = [
  "ncalls",
  "primitive_calls",
  "tottime",
  "tottime_percall",
  "cumtime",
  "cumtime_percall",
  "file",
  "line",
  "function",
] as const satisfies readonly (keyof PstatsRow)[];

export const PSTATS_HEADER = COLUMNS.join(",");

/** One row per function, those with the most own time first. */
function pstatsRows(trace: Trace): PstatsRow[] {
  const primitive = primitiveCalls(trace);
  return [...functionStats(trace)]
    .sort((a, b) => b.own - a.own)
    .map((stats) => {
      const { file, line, qualname } = trace.functions[stats.function];
      return {
        // As in pstats, each step of a generator counts.
        ncalls: stats.calls + stats.resumed,
        primitive_calls: primitive[stats.function],
        tottime: stats.own / 1e6,
        tottime_percall: stats.own / 1e6 / (stats.calls + stats.resumed),
        cumtime: stats.total / 1e6,
        cumtime_percall: stats.total / 1e6 / primitive[stats.function],
        file,
        line,
        function: qualname,
      };
    });
}

/** For each function, the number of calls that are not below another call of it. */
function primitiveCalls(trace: Trace): Int32Array {
  const count = new Int32Array(trace.functions.length);
  const times = trace.callCounts;
  // For each function, where its outermost open call ends.
  const until = new Int32Array(trace.functions.length);
  for (let i = 0; i < trace.length; i++) {
    const f = trace.function[i];
    if (i < until[f]) continue;
    count[f] += times ? times[i] : 1;
    until[f] = trace.end[i];
  }
  return count;
}

export function writePstats(trace: Trace): string[] {
  const rows = pstatsRows(trace).map((row) => COLUMNS.map((column) => cell(row[column])).join(","));
  return [`${[PSTATS_HEADER, ...rows].join("\r\n")}\r\n`];
}

function cell(value: string | number): string {
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : value.toFixed(9).replace(/0+$/, "");
  // A spreadsheet would run such a text as a formula.
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

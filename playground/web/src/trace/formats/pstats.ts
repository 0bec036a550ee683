/**
 * What each function adds up to, as a table (CSV): the columns that Python's pstats prints, a row for each function.
 * Times in seconds; a call below another one of the same function counts once in `cumtime` and not in
 * `primitive_calls`, as there.
 */

import { callCounts } from "../call-counts.ts";
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

/** The slowest in themselves first. */
function pstatsRows(trace: Trace): PstatsRow[] {
  const primitive = primitiveCalls(trace);
  return [...functionStats(trace)]
    .sort((a, b) => b.own - a.own)
    .map((stats) => {
      const { file, line, qualname } = trace.functions[stats.function];
      return {
        // As there, each step of a generator counts.
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

/** By function: calls that are not below another call of the same function. */
function primitiveCalls(trace: Trace): Int32Array {
  const count = new Int32Array(trace.functions.length);
  const times = callCounts(trace);
  // For each function where its outermost open call ends.
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
  // A spreadsheet would take such a text for a formula.
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

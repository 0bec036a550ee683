/** Sorts the rows of "Functions". */
import { qualifiedLabel } from "../../trace/describe.ts";
import type { FunctionStats } from "../../trace/functions.ts";
import type { Trace } from "../../trace/trace.ts";

export type Column = "name" | "calls" | "total" | "own";

/** Rows that are equal in the column come in the order of their first calls, ascending or descending. */
export function sortStats(
  trace: Trace,
  stats: readonly FunctionStats[],
  by: Column,
  descending: boolean,
): FunctionStats[] {
  const sign = descending ? -1 : 1;
  const name = (row: FunctionStats) => qualifiedLabel(trace.functions[row.function]);
  return [...stats].sort((a, b) => {
    const order = by === "name" ? name(a).localeCompare(name(b)) : a[by] - b[by];
    return sign * order || a.first - b.first;
  });
}

/**
 * Which statements of SQL ran how often, and which functions asked for them. Statements that differ in nothing but
 * their values are one, so that a query for each row of another one stands out.
 */

import { eventsWithin } from "./events.ts";
import type { Trace } from "./trace.ts";

export interface StatementGroup {
  /** As it ran first. */
  sql: string;
  /** How often it ran. */
  count: number;
  /** How often the number of rows is known, and how many those were together. */
  counted: number;
  rows: number;
  /** µs, of those that ended. */
  time: number;
  /** The functions in whose calls it ran, the most frequent first. */
  callers: StatementCaller[];
}

interface StatementCaller {
  function: number;
  /** The call in which it ran first. */
  first: number;
  count: number;
}

/**
 * The statements that ran in the calls `from` to `to` (exclusive); the most frequent first, then those that took
 * longest. `marks`: only in calls that are marked.
 */
export function statementGroups(
  trace: Trace,
  from: number,
  to: number,
  marks?: Uint8Array,
): StatementGroup[] {
  const groups = new Map<string, StatementGroup>();
  for (const e of eventsWithin(trace, from, to)) {
    const { call, data, duration_us, kind } = trace.events[e];
    const { sql, rows } = data;
    if (kind.toLowerCase() !== "sql" || typeof sql !== "string" || (marks && marks[call] !== 1)) continue;
    const key = statementKey(sql);
    let group = groups.get(key);
    if (!group) {
      group = { sql, count: 0, counted: 0, rows: 0, time: 0, callers: [] };
      groups.set(key, group);
    }
    group.count++;
    group.time += duration_us ?? 0;
    if (typeof rows === "number") {
      group.counted++;
      group.rows += rows;
    }
    addCaller(group.callers, trace.function[call], call);
  }
  const found = [...groups.values()];
  for (const { callers } of found) callers.sort((a, b) => b.count - a.count);
  return found.sort((a, b) => b.count - a.count || b.time - a.time);
}

/** Some events without the statements that repeat an earlier one of them; `kept` stays in any case. */
export function withoutRepeats(trace: Trace, events: Int32Array, kept: number): Int32Array {
  const met = new Set<string>();
  return events.filter((e) => {
    const { data, kind } = trace.events[e];
    if (kind.toLowerCase() !== "sql" || typeof data.sql !== "string") return true;
    const key = statementKey(data.sql);
    const repeats = met.has(key);
    met.add(key);
    return !repeats || e === kept;
  });
}

function addCaller(callers: StatementCaller[], called: number, call: number): void {
  const known = callers.find((caller) => caller.function === called);
  if (known) known.count++;
  else callers.push({ function: called, first: call, count: 1 });
}

/** The same for statements that differ only in literals, in how many values a list has, and in white space. */
export function statementKey(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'|(?<![\w$:?])\d+(?:\.\d+)?\b/g, "?")
    .replace(/\s+/g, " ")
    .replace(LISTS, "(?, …)")
    .trim();
}

// Lists of parameters: ?, ?1, %s, %(name)s, :name, $1. Of several in a row, as in VALUES, the first stands for all.
const PARAMETER = String.raw`(?:\?\d*|%s|%\(\w+\)s|:\w+|\$\d+)`;
const LIST = String.raw`\( ?${PARAMETER}(?: ?, ?${PARAMETER})* ?\)`;
const LISTS = new RegExp(`${LIST}(?: ?, ?${LIST})*`, "g");

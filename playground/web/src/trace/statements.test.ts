import { describe, expect, test } from "vitest";
import { statementGroups, statementKey, withoutRepeats } from "./statements.ts";
import { traceFromText } from "./testing.ts";
import type { TraceEvent } from "./types.ts";

function ran(
  sql: string,
  call: number,
  rows: number | null = 1,
  duration_us: number | null = 10,
): TraceEvent {
  return { kind: "sql", call, start_us: call, duration_us, data: { sql, rows } };
}

describe("statements", () => {
  // 0 page, 1 books, 2 to 4 author, 5 log
  const calls = traceFromText("main.py\n  page()\n    author() × 3\n    log()\n  other()");
  const author = "SELECT name FROM author WHERE id = ?";
  const trace = {
    ...calls,
    events: [
      ran("SELECT id FROM book", 1, 3),
      ...[2, 3, 4].map((call) => ran(author, call)),
      ran("SELECT  name FROM author\nWHERE id = 7", 5, null, null),
      ran("COMMIT", 6, null),
      { ...ran("", 2), kind: "log", data: { message: "SELECT" } },
      { ...ran("", 2), data: { sql: null } },
    ],
  };
  const name = (index: number) => trace.functions[index].name;
  const said = (from: number, to: number, marks?: Uint8Array) =>
    statementGroups(trace, from, to, marks).map(({ sql, count, rows, time, callers }) =>
      [count, sql, rows, time, ...callers.map((caller) => `${name(caller.function)} ${caller.count}`)].join(
        "|",
      ),
    );

  test("that differ in values alone are one, with the functions that asked for them", () => {
    expect(said(1, trace.end[1])).toEqual([
      `4|${author}|3|30|author 3|log 1`,
      "1|SELECT id FROM book|3|10|page 1",
    ]);
  });

  test("are those of some calls, or of marked ones", () => {
    expect(said(2, 3)).toEqual([`1|${author}|1|10|author 1`]);
    expect(said(0, trace.length, Uint8Array.of(0, 0, 0, 1, 0, 0, 1))).toHaveLength(2);
    expect(said(6, 7)).toEqual(["1|COMMIT|0|10|other 1"]);
  });
});

test("a list of events leaves out repeated statements, but not the selected one", () => {
  const calls = traceFromText("main.py");
  const log = { ...ran("", 0), kind: "log", data: { message: "SELECT 1" } };
  const trace = { ...calls, events: [ran("SELECT 1", 0), log, ran("SELECT 2", 0), log, ran("SELECT 3", 0)] };
  const all = Int32Array.from(trace.events.keys());
  expect([...withoutRepeats(trace, all, -1)]).toEqual([0, 1, 3]);
  expect([...withoutRepeats(trace, all, 4)]).toEqual([0, 1, 3, 4]);
});

describe("two statements are the same", () => {
  test.each([
    ["SELECT 1 FROM t WHERE a = 'x''y'", "SELECT 2.5 FROM t WHERE a = ''"],
    ["SELECT a FROM t WHERE b IN (?, ?, ?)", "SELECT a\n  FROM t WHERE b IN (?)"],
    ["SELECT a FROM t WHERE b IN (%(b_1)s, %(b_2)s)", "SELECT a FROM t WHERE b IN (%(b_1)s)"],
    ["INSERT INTO t VALUES ($1, $2), ($3, $4)", "INSERT INTO t VALUES ($1, $2)"],
    ["SELECT a FROM t WHERE b IN (1, 2)", "SELECT a FROM t WHERE b IN (3)"],
  ])("if only values differ: %s", (one, other) => expect(statementKey(one)).toBe(statementKey(other)));

  test.each([
    ["SELECT a1 FROM t", "SELECT a2 FROM t"],
    ["SELECT a FROM t WHERE b = :b1", "SELECT a FROM t WHERE c = :b1"],
    ['SELECT "1" FROM t', 'SELECT "a" FROM t'],
  ])("but not if names do: %s", (one, other) => expect(statementKey(one)).not.toBe(statementKey(other)));
});

import { describe, expect, test } from "vitest";
import {
  eventFields,
  eventLabel,
  eventSentence,
  eventsOf,
  eventsSummary,
  eventTable,
  formatSql,
} from "./events.ts";
import { traceFromText } from "./testing.ts";
import type { TraceEvent } from "./types.ts";

function event(kind: string, data: Record<string, unknown>, call = 0, start_us = 0): TraceEvent {
  return { kind, call, start_us, duration_us: 42, data };
}

describe("an event's one line", () => {
  test("begins with its kind and says what happened", () => {
    expect(eventLabel(event("sql", { sql: "SELECT *\n  FROM t", rows: 3 }))).toBe("SQL SELECT * FROM t");
    expect(eventLabel(event("http", { status: 404, method: "GET", url: "https://a.b/" }))).toBe(
      "HTTP GET https://a.b/ 404",
    );
    expect(eventLabel(event("log", { message: "low", level: "WARNING" }))).toBe("Log WARNING low");
    expect(eventLabel(event("file", { path: "a.txt", mode: "r" }))).toBe("File r a.txt");
  });

  test("assumes nothing about kinds that it does not know", () => {
    expect(eventLabel(event("background_task", { queue: "mail", left: 2, deep: {} }))).toBe(
      "Background task mail 2",
    );
    expect(eventLabel(event("", {}))).toBe("Event");
  });

  test("as a sentence, has rows and time", () => {
    expect(eventSentence(event("sql", { sql: "SELECT 1", rows: [[1]] }))).toBe("SQL SELECT 1, 1 row, 42 µs");
    expect(eventSentence({ ...event("sql", { sql: "COMMIT" }), duration_us: null })).toBe("SQL COMMIT");
  });
});

test("a call's events come in order of time, whatever order they were recorded in", () => {
  const events = [
    event("sql", {}, 2, 9),
    event("log", {}, 1, 5),
    event("sql", {}, 2, 3),
    event("sql", {}, -1),
  ];
  const trace = { ...traceFromText("m.py\n  a()\n  b()"), events };
  expect([...eventsOf(trace, 2)]).toEqual([2, 0]);
  expect([...eventsOf(trace, 1)]).toEqual([1]);
  expect([...eventsOf(trace, 0)]).toEqual([]);
  expect(eventsSummary(trace, 2)).toBe("2 SQL");
});

describe("rows", () => {
  test("are lists under named columns, or objects under their keys", () => {
    expect(
      eventTable(
        event("sql", {
          columns: ["id", "text"],
          rows: [
            [1, "a"],
            [2, null],
          ],
        }),
      ),
    ).toEqual({
      columns: ["id", "text"],
      rows: [
        ["1", "a"],
        ["2", "None"],
      ],
    });
    expect(eventTable(event("sql", { rows: [{ id: 1 }, { id: 2 }] }))).toEqual({
      columns: ["id"],
      rows: [["1"], ["2"]],
    });
    expect(eventTable(event("sql", { rows: [[1], [2, 3], 4] }))?.rows).toEqual([
      ["1", ""],
      ["2", "3"],
      ["4", ""],
    ]);
  });

  test("a mere number of rows is not a table", () => {
    expect(eventTable(event("sql", { rows: 3 }))).toBeNull();
    expect(eventTable(event("sql", { rows: [] }))).toBeNull();
  });
});

test("fields that are shown elsewhere are left out", () => {
  expect(eventFields(event("x", { a_b: [1], c: "d", shown: 1 }), ["shown"])).toEqual([
    ["a b", "[1]"],
    ["c", "d"],
  ]);
});

describe("SQL", () => {
  test("has a line for each clause, but not inside brackets and quotes", () => {
    expect(
      formatSql("select a, 'x from y' from t left join u on t.a = u.a where a in (select 1 from v) limit 3"),
    ).toBe("select a, 'x from y'\nfrom t\nleft join u on t.a = u.a\nwhere a in (select 1 from v)\nlimit 3");
    expect(formatSql("INSERT INTO notes(text) VALUES (?)")).toBe("INSERT INTO notes(text)\nVALUES (?)");
  });

  test("that has lines already keeps them, without the program's indentation", () => {
    expect(formatSql("SELECT a\n        FROM t\n          WHERE 1\n    ")).toBe(
      "SELECT a\nFROM t\n  WHERE 1",
    );
    expect(formatSql("\n    SELECT a\n    FROM t")).toBe("SELECT a\nFROM t");
  });
});

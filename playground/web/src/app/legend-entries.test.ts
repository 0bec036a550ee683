import { expect, test } from "vitest";
import { traceFromText } from "../trace/testing.ts";
import { css, EXCEPTION } from "../view/draw/color.ts";
import { functionColor } from "../view/draw/function-color.ts";
import { countFitting, entriesOf } from "./legend-entries.ts";

const run = traceFromText(`
  main.py
    once()
    Board.often() × 3
    bad() ✗ KeyError: 'x'`);

test("the legend names the functions in their colours, those called most first, and what red means", () => {
  const { functions, others } = entriesOf(run, 0, run.length);
  expect(functions.map(({ name }) => name)).toEqual(["Board.often", "main.py", "once", "bad"]);
  expect(functions[0].color).toBe(functionColor(run, run.function[2]));
  expect(others).toEqual([{ color: css(EXCEPTION.mark), name: "left by an exception" }]);
  expect(entriesOf(run, 2, 3)).toEqual({ functions: [functions[0]], others: [] });
});

test("the kinds of events have squares", () => {
  const event = { kind: "sql", call: 1, start_us: 0, duration_us: 1, data: {} };
  const { others } = entriesOf({ ...run, events: [event, event] }, 0, 2);
  expect(others.map(({ name, square }) => [name, square])).toEqual([["SQL", true]]);
});

test.each([
  [0, 0],
  [300, 1],
  [1000, 4],
])("in %d px there is room for %d functions and for the number of the others", (room, count) => {
  expect(countFitting(entriesOf(run, 0, run.length).functions, room)).toBe(count);
});

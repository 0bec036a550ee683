import { expect, test } from "vitest";
import { changesBetween, counterparts, inverted } from "./counterparts.ts";
import { callLabel } from "./describe.ts";
import { fibonacciTrace, randomTrace, traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";

const labels = (trace: Trace, calls: Iterable<number>) => [...calls].map((call) => callLabel(trace, call));

test("every call of a run is its own counterpart", () => {
  for (const run of [fibonacciTrace(8), randomTrace(3000, 7)]) {
    const found = counterparts(run, run);
    expect(found.every((old, call) => old === call)).toBe(true);
    expect(changesBetween(run, run)).toEqual({ fresh: [], other: [], gone: [] });
    expect(inverted(found, run.length)).toEqual(found);
  }
});

const before = traceFromText(`
  main.py
    load(1) → 5
      parse(1)
    show(2)
    show(3)
    old(1)
      parse(7)
`);

test("calls with the same arguments are found again behind new ones", () => {
  const after = traceFromText(`
    main.py
      load(1) → 6
        parse(1)
        check(1)
      show(1)
      show(2)
      show(3)
  `);
  const found = counterparts(before, after);
  expect(
    labels(
      before,
      found.filter((old) => old >= 0),
    ),
  ).toEqual(["main.py", "load(1)", "parse(1)", "show(2)", "show(3)"]);
  const { fresh, gone, other } = changesBetween(before, after);
  expect(labels(after, fresh)).toEqual(["check(1)", "show(1)"]);
  expect(labels(before, gone)).toEqual(["old(1)", "parse(7)"]);
  expect(other).toEqual([{ call: 1, was: 1 }]);
});

test("calls with other arguments are matched by the order of the calls of their function", () => {
  const after = traceFromText("main.py\n  load(9)\n    parse(9)\n  old(2)\n  show(4)");
  const found = counterparts(before, after);
  expect(labels(before, found)).toEqual(["main.py", "load(1)", "parse(1)", "old(1)", "show(2)"]);
});

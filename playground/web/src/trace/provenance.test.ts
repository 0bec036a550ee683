import { expect, test } from "vitest";
import { argumentsAt } from "./arguments.ts";
import { callLabel } from "./describe.ts";
import { originsOfValues } from "./provenance.ts";
import { traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";
import { allValues } from "./values.ts";

const trace = traceFromText(`
  main.py
    read(1) → Board(3×3)
      make(1) → Board(3×3)
    play(Board(3×3)) → 7
      turn(Board(3×3)) → None
    score(7) → 'seven'
    show('seven') → None
`);

function wayOf(run: Trace, label: string): { from: string; calls: number } {
  const call = [...run.function.keys()].find((i) => callLabel(run, i) === label)!;
  const [way] = originsOfValues(run, call, [argumentsAt(run, call)[0]]);
  return { from: way.from < 0 ? "" : callLabel(run, way.from), calls: way.calls };
}

test("an argument came from the last call that had returned it before", () => {
  expect(wayOf(trace, "play(Board(3×3))")).toEqual({ from: "read(1)", calls: 4 });
  expect(wayOf(trace, "show('seven')")).toEqual({ from: "score(7)", calls: 2 });
});

test("None, with the type name that the recorder uses, has no origin", () => {
  const run = traceFromText("main.py\n  first() → None\n  second(None) → None");
  expect(allValues(run.values).map(({ type }) => type)).toEqual(["None"]);
  expect(wayOf(run, "second(None)")).toEqual({ from: "", calls: 3 });
});

test("a number has no origin, but the calls with it are counted", () => {
  expect(wayOf(trace, "score(7)")).toEqual({ from: "", calls: 2 });
});

test("a call that has not returned yet is not the origin", () => {
  expect(wayOf(trace, "turn(Board(3×3))").from).toBe("read(1)");
  const run = traceFromText(`
    main.py
      wrap('text') → 'other'
        inner('text') → 'text'
  `);
  expect(wayOf(run, "inner('text')").from).toBe("");
});

test("a value that was not kept has no origin", () => {
  expect(originsOfValues(trace, 1, [-1])).toEqual([{ from: -1, calls: 0 }]);
});

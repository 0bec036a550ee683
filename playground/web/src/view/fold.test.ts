import { expect, test } from "vitest";
import { callLabel } from "../trace/describe.ts";
import { randomTrace, traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import { drawnFor, foldRuns } from "./fold.ts";

function folded(trace: Trace): string {
  const copies = foldRuns(trace);
  const rows: string[] = [];
  for (let i = 0; i < trace.length; ) {
    if (copies[i] === 0) {
      i = trace.end[i];
      continue;
    }
    rows.push("  ".repeat(trace.depth[i]) + callLabel(trace, i) + (copies[i] > 1 ? ` × ${copies[i]}` : ""));
    i++;
  }
  return rows.join("\n");
}

test("a run of equal subtrees is one, values aside; runs inside runs too", () => {
  const text = "main.py\n  load(1)\n  step(2) × 1000\n    move(3) × 4\n    check(4)\n  load(5)";
  expect(folded(traceFromText(text))).toBe(
    "main.py\n  load(1)\n  step(2) × 1000\n    move(3) × 4\n    check(4)\n  load(5)",
  );
});

test("another shape, another outcome, or fewer than three stay apart", () => {
  const text = "main.py\n  a(1)\n    b()\n  a(2)\n  a(3)\n  a(4) ✗ E: x\n  a(5)\n  a(6)";
  expect(folded(traceFromText(text))).toBe(
    "main.py\n  a(1)\n    b()\n  a(2)\n  a(3)\n  a(4)\n  a(5)\n  a(6)",
  );
});

test("a call inside a run is drawn at the same place of the run's first", () => {
  const trace = traceFromText("main.py\n  step() × 3\n    move() × 3\n      go()");
  const copies = foldRuns(trace);
  // main 0, step 1 8 15, move 2 4 6 inside the first one.
  expect(drawnFor(trace, copies, 8)).toBe(1);
  expect(drawnFor(trace, copies, 4)).toBe(2);
  expect(drawnFor(trace, copies, 14)).toBe(3);
  expect(drawnFor(trace, copies, 21)).toBe(3);
  expect(drawnFor(trace, copies, 0)).toBe(0);
});

test("what is drawn for a call is always shown and of the same function", () => {
  for (let seed = 1; seed < 6; seed++) {
    const trace = randomTrace(2000, seed, 0.9, 2);
    const copies = foldRuns(trace);
    const shown = new Set<number>();
    for (let i = 0; i < trace.length; i += copies[i] === 0 ? trace.end[i] - i : 1)
      if (copies[i] > 0) shown.add(i);
    for (let i = 0; i < trace.length; i++) {
      const drawn = drawnFor(trace, copies, i);
      expect(shown.has(drawn)).toBe(true);
      expect(trace.function[drawn]).toBe(trace.function[i]);
      expect(trace.depth[drawn]).toBe(trace.depth[i]);
    }
  }
});

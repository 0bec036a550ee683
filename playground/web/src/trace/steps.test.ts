import { describe, expect, test } from "vitest";
import { callLabel } from "./describe.ts";
import { beginStep, callsBegunBy, endStep, piecesPrintedBy, stepAt, stepCount, timeAt } from "./steps.ts";
import { randomTrace, traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";

const trace = traceFromText(`
  main.py
    a(1)
      b(1)
    b(2)
`);

function steps(run: Trace): string[] {
  return Array.from({ length: stepCount(run) }, (_, step) => {
    const { call, ends } = stepAt(run, step);
    return `${ends ? "-" : "+"}${callLabel(run, call)}`;
  });
}

test("every call begins and ends once, as the program went", () => {
  expect(steps(trace)).toEqual([
    "+main.py",
    "+a(1)",
    "+b(1)",
    "-b(1)",
    "-a(1)",
    "+b(2)",
    "-b(2)",
    "-main.py",
  ]);
});

test("several roots follow one another", () => {
  const roots = traceFromText("a()\n  b()\nc()");
  expect(steps(roots)).toEqual(["+a()", "+b()", "-b()", "-a()", "+c()", "-c()"]);
});

describe("in any run", () => {
  const run = randomTrace(800, 5);

  test("a step leads to its call and back", () => {
    for (let step = 0; step < stepCount(run); step++) {
      const { call, ends } = stepAt(run, step);
      expect(ends ? endStep(run, call) : beginStep(run, call)).toBe(step);
    }
  });

  test("time never goes back", () => {
    for (let step = 1; step < stepCount(run); step++) {
      expect(timeAt(run, step)).toBeGreaterThanOrEqual(timeAt(run, step - 1));
    }
  });

  test("calls have begun by the step at which they begin", () => {
    for (let call = 0; call < run.length; call++) {
      expect(callsBegunBy(run, beginStep(run, call))).toBe(call + 1);
      expect(callsBegunBy(run, beginStep(run, call) - 1)).toBe(call);
    }
  });
});

test("what had been printed by a time, in pieces", () => {
  const piece = { stream: "stdout" as const, call: 0 };
  const run = {
    ...trace,
    output: [
      { ...piece, at_us: 2, text: "ab" },
      { ...piece, at_us: 5, text: "c\n" },
    ],
  };
  expect([0, 2, 4, 5, 9].map((time) => piecesPrintedBy(run, time))).toEqual([0, 1, 1, 2, 2]);
});

import { expect, test } from "vitest";
import { callLabel, wayText } from "./describe.ts";
import {
  deepestCall,
  exceptionOrigin,
  mostCalled,
  raisedLine,
  raisingCall,
  slowestOwn,
} from "./landmarks.ts";
import { traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";

const failed = (text: string, type: string): Trace => {
  const trace = traceFromText(text);
  const error = { type, message: "", traceback: "", call: 0 };
  return { ...trace, recording: { ...trace.recording, outcome: "error", error } };
};

test("the call that raised is found below the one that the recording names", () => {
  const trace = failed(
    `
    main.py ✗ KeyError: 'x'
      tries() → 1
        fails() ✗ KeyError: 'y'
      load() ✗ KeyError: 'x'
        parse() ✗ KeyError: 'x'
          fine() → 1
    `,
    "KeyError",
  );
  expect(callLabel(trace, raisingCall(trace))).toBe("parse()");
  expect(callLabel(trace, exceptionOrigin(trace, 3))).toBe("parse()");
});

test("which call took longest is said only where the clock could tell", () => {
  const run = traceFromText("main.py @0+100\n  a() @0+5\n  b() @10+5\n    c() @10+5");
  const clock = (us: number) => ({ ...run, recording: { ...run.recording, clock_resolution_us: us } });
  expect(callLabel(run, slowestOwn(run))).toBe("a()");
  expect(slowestOwn(clock(5))).toBe(-1);
  expect(callLabel(run, slowestOwn(clock(1)))).toBe("a()");
});

test("an exception that was replaced on its way came from where it was replaced", () => {
  const trace = failed(
    `
    main.py ✗ ValueError: no
      load() ✗ ValueError: no
        parse() ✗ KeyError: 'x'
    `,
    "ValueError",
  );
  expect(callLabel(trace, raisingCall(trace))).toBe("load()");
});

test("each call that raised has the line at which it did, as far as is known", () => {
  const trace = traceFromText(`
    main.py → None
      load() ✗ KeyError: 'x'
        fine() → 1
        parse() ✗ KeyError: 'x'
      tries() ✗ ValueError: no
        fails() ✗ KeyError: 'y'
  `);
  const callLine = Int32Array.from([0, 3, 11, 12, 4, 21]);
  const lines = Array.from(callLine, (_, call) => raisedLine({ ...trace, callLine }, call));
  // The first exception is caught in main.py. Where parse() and fails() raised is not known; tries() raised its own.
  expect(lines).toEqual([0, 12, 0, 0, 0, 0]);
  const ended = failed("main.py ✗ KeyError: 'x'\n  load() ✗ KeyError: 'x'", "KeyError");
  const error = { type: "KeyError", message: "", traceback: "", call: 0, line: 9 };
  const known = { ...ended, callLine: Int32Array.from([0, 5]), recording: { ...ended.recording, error } };
  expect([raisedLine(known, 0), raisedLine(known, 1)]).toEqual([5, 9]);
});

test("a run without an error has no call that raised", () => {
  expect(raisingCall(traceFromText("main.py\n  f()"))).toBe(-1);
});

test("the slowest call is the one with the most own time, bodies of modules aside", () => {
  const trace = traceFromText(`
    main.py @0+100
      outer() @10+50
        inner() @11+40
      other() @70+20
  `);
  expect(callLabel(trace, slowestOwn(trace))).toBe("inner()");
  expect(callLabel(trace, deepestCall(trace))).toBe("inner()");
  expect(deepestCall({ ...trace, length: 0 })).toBe(-1);
});

test("what took longest itself is not what only printed", () => {
  const trace = traceFromText(`
    main.py @0+9000
      main() @1+4000
        work(1) @100+900
        work(2) @1100+2000`);
  const printed = { stream: "stdout" as const, at_us: 5, text: "a\nb\n" };
  const longest = (output: Trace["output"]) => callLabel(trace, slowestOwn({ ...trace, output }));
  expect(longest([])).toBe("work(2)");
  // main() itself took 1,100 µs, work(2) 2,000.
  const late = { ...trace, duration: trace.duration.map((time, call) => (call === 3 ? 200 : time)) };
  expect(callLabel(late, slowestOwn(late))).toBe("main()");
  expect(
    callLabel(
      late,
      slowestOwn({
        ...late,
        output: [
          { ...printed, call: 1 },
          { ...printed, call: 1 },
        ],
      }),
    ),
  ).toBe("work(1)");
  // Who prints a line and works for seconds is still named.
  const busy = { ...late, duration: late.duration.map((time, call) => (call === 1 ? 4_000_000 : time)) };
  expect(callLabel(busy, slowestOwn({ ...busy, output: [{ ...printed, call: 1 }] }))).toBe("main()");
});

test.each([
  ["a function and not one call", "main.py\n  f(1) × 3\n  g() × 2", "f", 3],
  [
    "none that Python calls by itself",
    "main.py\n  Card.__init__(1) × 9\n  Card.__lt__(1) × 20\n  deal() × 2",
    "deal",
    2,
  ],
  ["the program's own before a library's", "main.py\n  pandas:merge() × 9\n  load() × 2", "load", 2],
  ["a library's where the program has none", "main.py\n  load()\n    pandas:merge() × 9", "merge", 9],
  ["nothing where each was called once", "main.py\n  f()\n  g()", undefined, undefined],
  ["no bodies of classes", "main.py\n  __annotate__() × 4\n  f() × 2", "f", 2],
])("called most is %s", (_, text, name, calls) => {
  const trace = traceFromText(text);
  const most = mostCalled(trace);
  expect([most && trace.functions[most.function].name, most?.calls]).toEqual([name, calls]);
});

test.each([
  ["main.py\n  fib(3)\n    fib(2)\n      fib(1)\n        fib(0)", "fib(3) › … › fib(0)"],
  ["main.py\n  main()\n    fib(2)\n      fib(1)\n        add(1)", "main() › fib(2) › fib(1) › add(1)"],
  [
    "main.py\n  a()\n    b()\n      c()\n        d()\n          e()\n            f()\n              g()\n                h()",
    "a() › b() › … › e() › f() › g() › h()",
  ],
  ["main.py", ""],
])("the way to the deepest call has two ends", (text, way) => {
  const trace = traceFromText(text);
  expect(wayText(trace, deepestCall(trace))).toBe(way);
});

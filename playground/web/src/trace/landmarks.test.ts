import { expect, test } from "vitest";
import { callLabel } from "./describe.ts";
import { deepestCall, exceptionOrigin, raisedLine, raisingCall, slowestOwn } from "./landmarks.ts";
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

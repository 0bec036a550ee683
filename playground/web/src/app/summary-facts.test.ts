import { expect, test } from "vitest";
import { callLabel } from "../trace/describe.ts";
import { traceFromText } from "../trace/testing.ts";
import type { Trace } from "../trace/trace.ts";
import { deepestCall, originOf, raisingCall, slowestOwn } from "./summary-facts.ts";

const failed = (text: string, type: string): Trace => {
  const trace = traceFromText(text);
  const error = { type, message: "", traceback: "", call: 0 };
  return { ...trace, recording: { ...trace.recording, outcome: "error", error } };
};

test("the call that raised is found below the one that is named", () => {
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
  expect(callLabel(trace, originOf(trace, 3))).toBe("parse()");
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

test("a run without an error has no call that raised", () => {
  expect(raisingCall(traceFromText("main.py\n  f()"))).toBe(-1);
});

test("the slowest call is the one that spent most time itself, bodies of modules aside", () => {
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

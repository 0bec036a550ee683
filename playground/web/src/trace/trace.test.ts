import { describe, expect, test } from "vitest";
import { formatCount, formatDuration, formatZoom } from "../text.ts";
import { TraceBuilder } from "./builder.ts";
import * as calls from "./calls.ts";
import {
  callLabel,
  callSentence,
  durationText,
  placeLabel,
  resultText,
  standsForText,
  timeText,
} from "./describe.ts";
import { functionStats } from "./functions.ts";
import {
  fibonacciTrace,
  generator,
  randomTrace,
  recordingOf,
  textFromTrace,
  traceFromText,
} from "./testing.ts";
import type { Trace } from "./trace.ts";
import type { Chunk } from "./types.ts";

const SMALL = `
  main.py
    load('a') → 1
      parse(1) ✗ ValueError: bad
    load('b') → 2
    numbers() ⇢ 3
    wait() …`;

const META = {
  program: { filename: "main.py", source: "", example: null },
  environment: { python: "3.14.2", platform: "test", runtime: "cpython", packages: {} },
};

function chunk(first: number, parent: number[], change: Partial<Chunk["began"]> = {}): Chunk {
  const n = parent.length;
  return {
    first,
    began: {
      function: new Int32Array(n),
      parent: Int32Array.from(parent),
      start_us: Float64Array.from(parent, (_, i) => first + i),
      call_line: new Int32Array(n),
      thread: new Int32Array(0),
      arguments: new Int32Array(0),
      ...change,
    },
    ended: {
      call: new Int32Array(0),
      at_us: new Float64Array(0),
      outcome: new Uint8Array(0),
      result: new Int32Array(0),
    },
    functions:
      first === 0
        ? ["f", "g"].map((name) => ({
            name,
            qualname: name,
            module: "__main__",
            file: "main.py",
            line: 1,
            origin: "program" as const,
            package: null,
            parameters: [],
            kind: "function" as const,
          }))
        : [],
    values: [],
    after: [],
    resumes: [],
    events: [],
    sources: {},
    threads: [],
  };
}

describe("building", () => {
  test("a call that begins in one chunk may end in a later one", () => {
    const builder = new TraceBuilder();
    builder.add(chunk(0, [-1, 0]));
    const second = chunk(2, [1]);
    second.ended = {
      call: Int32Array.of(2, 1),
      at_us: Float64Array.of(3, 4),
      outcome: Uint8Array.of(0, 1),
      result: Int32Array.of(-1, -1),
    };
    builder.add(second);
    const trace = builder.finish({ ...META, recording: recordingOf(3, 9) });
    expect(textFromTrace(trace)).toBe("f() → not finished\n  f() → raised\n    f() → …");
    expect(calls.totalTime(trace, 0)).toBe(9);
  });

  test("the trace so far stays as it was when more is added", () => {
    const builder = new TraceBuilder();
    builder.add(chunk(0, [-1, 0]));
    const early = builder.soFar({ ...META, recording: recordingOf(2, 5) });
    // So many that every column has to be reallocated.
    for (let first = 2; first < 3000; first += 2) builder.add(chunk(first, [0, first]));
    expect(textFromTrace(early)).toBe("f() → not finished\n  f() → not finished");
    // A call that ends later may refer to a value that came later.
    const held = builder.soFar({ ...META, recording: recordingOf(3000, 9) });
    const last = chunk(3000, []);
    last.values = [{ type: "int", text: "7" }];
    last.ended = {
      call: Int32Array.of(1),
      at_us: Float64Array.of(9000),
      outcome: Uint8Array.of(0),
      result: Int32Array.of(0),
    };
    builder.add(last);
    expect(held.values.get(held.result[1])?.text).toBe("7");
    const late = builder.soFar({ ...META, recording: recordingOf(3000, 9) });
    expect(late.length).toBe(3000);
    expect(late.end[0]).toBe(3000);
  });

  test("calls of threads that ran at the same time stand thread after thread", () => {
    const builder = new TraceBuilder();
    const first = chunk(0, [-1, -1, 0, 1, 0], {
      thread: Int32Array.of(0, 1, 0, 1, 0),
      function: Int32Array.of(0, 1, 0, 1, 0),
    });
    first.threads = ["MainThread", "Thread-1"];
    first.resumes = [[4, 2]];
    builder.add(first);
    builder.addOutput([{ stream: "stdout", call: 3, at_us: 4, text: "x" }]);
    const trace = builder.finish({ ...META, recording: recordingOf(5, 9) });
    expect([...trace.function]).toEqual([0, 0, 0, 1, 1]);
    expect([...trace.parent]).toEqual([-1, 0, 0, -1, 3]);
    expect([...trace.end]).toEqual([3, 2, 3, 5, 5]);
    expect(trace.resumes.get(2)).toBe(1);
    expect(trace.output[0].call).toBe(4);
  });

  test.each([
    [
      "a function that is not there",
      { function: Int32Array.of(0, 2) },
      /began.function\[1\] points to 2, of 2/,
    ],
    ["a parent after its child", { parent: Int32Array.of(-1, 1) }, /began.parent\[1\] points to 1, of 1/],
    ["a time that is none", { start_us: Float64Array.of(0, Number.NaN) }, /start_us\[1\]/],
    ["columns of unequal length", { call_line: new Int32Array(1) }, /call_line has 1 entries, not 2/],
    ["too many arguments", { arguments: Int32Array.of(-1) }, /arguments has 1 entries, not 0/],
  ])("refuses %s, and stays as it was", (_, change, message) => {
    const builder = new TraceBuilder();
    expect(() => builder.add(chunk(0, [-1, 0], change))).toThrow(message);
    expect(builder.length).toBe(0);
    builder.add(chunk(0, [-1, 0]));
    expect(builder.length).toBe(2);
  });

  test("a trace may be deeper than a stack allows", () => {
    const n = 100_000;
    const builder = new TraceBuilder();
    builder.add(
      chunk(
        0,
        Array.from({ length: n }, (_, i) => i - 1),
      ),
    );
    const trace = builder.finish({ ...META, recording: recordingOf(n, n) });
    expect(trace.depth[n - 1]).toBe(n - 1);
    expect(trace.end[0]).toBe(n);
    expect(functionStats(trace)[0].calls).toBe(n);
  });
});

describe("questions", () => {
  const trace = traceFromText(SMALL);

  test("neighbours", () => {
    expect([...calls.children(trace, 0)]).toEqual([1, 3, 4, 5]);
    expect([...calls.children(trace, -1)]).toEqual([0]);
    expect(calls.nextSibling(trace, 1)).toBe(3);
    expect(calls.previousSibling(trace, 3)).toBe(1);
    expect(calls.previousSibling(trace, 1)).toBe(-1);
    expect(calls.nextSibling(trace, 5)).toBe(-1);
    expect(calls.lastChild(trace, 0)).toBe(5);
    expect(calls.pathTo(trace, 2)).toEqual([0, 1, 2]);
    const ofA = new calls.CallsOf(trace, trace.function[1]);
    expect([ofA.length, ofA.at(-1), ofA.at(0), ofA.at(1), ofA.at(2)]).toEqual([
      2,
      undefined,
      1,
      3,
      undefined,
    ]);
    const many = traceFromText("main.py\n  a() × 700\n    b()");
    const all = new calls.CallsOf(many, many.function[2]);
    expect(Array.from({ length: all.length }, (_, n) => all.at(n))).toEqual(
      Array.from({ length: 700 }, (_, n) => 2 * n + 2),
    );
  });

  test("own time is what the children leave of the total time", () => {
    const timed = traceFromText("a() @0+10\n  b() @1+3\n  b() @5+2");
    expect(calls.ownTime(timed, 0)).toBe(5);
  });

  test("what begins after a call has returned, in its own thread and in another", () => {
    const timed = traceFromText("a() @0+20\n  b() @1+3\n  c() @5+2\nd() @2+9\n  e() @6+1");
    const two: Trace = {
      ...timed,
      start: Float64Array.of(0, 1, 5, 2, 6),
      thread: Int32Array.of(0, 0, 0, 1, 1),
      threads: ["MainThread", "worker"],
    };
    const after = (call: number) => [0, 1, 2, 3, 4].filter((i) => calls.beginsAfter(two, i, call));
    expect(after(1)).toEqual([2, 4]);
    expect(after(0)).toEqual([]);
  });

  test("on random trees every answer agrees with a naive one", () => {
    for (let seed = 1; seed < 9; seed++) {
      const random = randomTrace(300, seed, seed / 9);
      for (let i = 0; i < random.length; i++) {
        const kids = [...random.parent.keys()].filter((k) => random.parent[k] === i);
        expect([...calls.children(random, i)]).toEqual(kids);
        const siblings = [...random.parent.keys()].filter((k) => random.parent[k] === random.parent[i]);
        expect(calls.previousSibling(random, i)).toBe(siblings[siblings.indexOf(i) - 1] ?? -1);
        expect(calls.nextSibling(random, i)).toBe(siblings[siblings.indexOf(i) + 1] ?? -1);
      }
    }
  });
});

describe("functions", () => {
  test("recursion counts its time once", () => {
    const rows = functionStats(traceFromText("f(2) @0+10\n  g() @1+8\n    f(1) @2+4\nf(0) @20+1"));
    expect(rows.map(({ calls, total, own }) => [calls, total, own])).toEqual([
      // f(2) and f(0); f(1) runs inside f(2). Functions with other parameters would be different ones: here all take
      // n.
      [3, 11, 7],
      [1, 8, 4],
    ]);
  });

  test("a generator is one call in its steps, and the last call is not its last step", () => {
    const rows = functionStats(
      traceFromText(`
        main.py
          numbers() ⇢ 0
          show(0)
          numbers() ⇢ 1 … 1
          numbers() ⇢ 5
          numbers() → None … 1
          numbers() → None … 4`),
    );
    expect(rows.map(({ calls, resumed, last, lastStep }) => [calls, resumed, last, lastStep])).toEqual([
      [1, 0, 0, 0],
      [2, 3, 4, 6],
      [1, 0, 2, 2],
    ]);
  });

  test("steps that are linked in a circle do no harm", () => {
    const trace = traceFromText("f()\nf()");
    const [row] = functionStats({
      ...trace,
      resumes: new Map([
        [0, 1],
        [1, 0],
      ]),
    });
    expect([row.calls, row.resumed, row.last]).toEqual([0, 2, 0]);
  });

  test("own times add up to the roots' time", () => {
    const trace = randomTrace(2000, 5);
    const own = functionStats(trace).reduce((sum, row) => sum + row.own, 0);
    expect(own).toBeCloseTo(calls.totalTime(trace, 0), 6);
  });
});

describe("words", () => {
  const trace = traceFromText(SMALL);

  test("calls and results", () => {
    expect(textFromTrace(trace)).toBe(
      [
        "main.py → None",
        "  load('a') → 1",
        "    parse(1) → raised ValueError: bad",
        "  load('b') → 2",
        "  numbers() → yielded 3",
        "  wait() → not finished",
      ].join("\n"),
    );
    expect(callSentence(trace, 1)).toBe("load('a') → 1, 1 call below, 3 µs");
  });

  test("a generator that was closed or dropped has not failed", () => {
    const run = traceFromText("main.py\n  numbers() ⇢ 1\n  numbers() ⊣ … 1");
    expect(resultText(run, 2)).toBe("closed");
    expect(callSentence(run, 2)).toMatch(/^numbers\(\) → closed, /);
    expect(functionStats(run).reduce((sum, { raised }) => sum + raised, 0)).toBe(0);
    expect(calls.CLOSED).not.toBe(calls.RAISED);
  });

  test("an entry of a profile says how many calls it stands for in place of a result", () => {
    const run = traceFromText("main.py\n  f(1) → 8\n  g() ✗ ValueError: bad\n  h() …");
    const result = Int16Array.from([-1, -1, run.result[2], -1]);
    const profile = { ...run, result, callCounts: Int32Array.from([0, 1200, 3, 4]) };
    expect([0, 1, 2, 3].map((call) => resultText(profile, call))).toEqual([
      "part of a call",
      "1,200 calls",
      "raised ValueError: bad",
      "not finished",
    ]);
    expect(resultText(profile, 1, 6)).toBe("1,200…");
    expect(callSentence(profile, 1)).toMatch(/^f\(1\) → 1,200 calls, /);
    expect(standsForText(profile, 0)).toBe("part of a call");
    expect(standsForText(run, 0)).toBe("");
    // Where a result is known, it is said.
    expect(resultText({ ...profile, result: run.result }, 1)).toBe("8");
  });

  test("the receiver of a method is not an argument of the label", () => {
    const method = traceFromText("Board.hit(self=Board(), x=3) → None");
    expect(callLabel(method, 0)).toBe("Board.hit(3)");
  });

  test("long values are cut", () => {
    const long = traceFromText(`f('${"x".repeat(500)}') → '${"y".repeat(500)}'`);
    expect(callLabel(long, 0, 20).length).toBeLessThanOrEqual(23);
    expect(resultText(long, 0, 30)).toHaveLength(30);
  });

  test.each([
    [0, "0 µs"],
    [0.42, "0.4 µs"],
    [1.234, "1.23 µs"],
    [120, "120 µs"],
    [999.7, "1 ms"],
    [1234, "1.23 ms"],
    [45_678, "45.7 ms"],
    [3_400_000, "3.4 s"],
    [125_000_000, "2 min 5 s"],
    [60e6, "1 min"],
    [3_599_600_000, "1 h"],
    [5_400e6, "1 h 30 min"],
    [68_400_059_500, "19 h"],
    [86_399.9e6, "1 day"],
    [172_770_000_000, "2 days"],
    [180_000e6, "2 days 2 h"],
    [365 * 86_400e6, "1 year"],
    [366 * 86_400e6, "1 year 1 day"],
    [1_790_012_345_678_901, "56 years 278 days"],
    [Number.NaN, "…"],
  ])("%d µs reads %s", (us, text) => expect(formatDuration(us)).toBe(text));

  test.each([
    [0, 5, "< 5 µs"],
    [4.9, 5, "< 5 µs"],
    [4.999999, 5, "5 µs"],
    [15, 5, "15 µs"],
    [99, 100, "< 100 µs"],
    [0, 1000, "< 1 ms"],
    [0, 0, "0 µs"],
    [Number.NaN, 5, "…"],
  ])("%d µs by a clock of %d µs read %s", (us, resolution, text) =>
    expect(formatDuration(us, resolution)).toBe(text),
  );

  test("times of a trace are told as its clock could tell them", () => {
    const run = traceFromText("main.py @0+20\n  quick() → 1 @5+0\n  slow() @10+10");
    const coarse = { ...run, recording: { ...run.recording, clock_resolution_us: 5 } };
    expect([0, 1, 2].map((call) => durationText(coarse, call))).toEqual(["20 µs", "< 5 µs", "10 µs"]);
    expect(durationText(run, 1)).toBe("0 µs");
    expect(timeText(coarse, 3)).toBe("< 5 µs");
    expect(callSentence(coarse, 1)).toContain("< 5 µs");
  });

  test.each([
    [1, "100 %"],
    [0.25, "25 %"],
    [99.9, "9990 %"],
    [100, "× 100"],
    [12_345.6, "× 12,346"],
    [3_204_000, "× 3.2 million"],
    [999_999_999, "× 1 billion"],
    [980_231_988_602.92, "× 980 billion"],
    [9.8e15, "× 9800 trillion"],
  ])("a zoom of %d reads %s", (zoom, text) => expect(formatZoom(zoom)).toBe(text));

  test("counts", () => {
    expect(formatCount(1, "call")).toBe("1 call");
    expect(formatCount(1234567, "call")).toBe("1,234,567 calls");
  });
});

describe("text pictures", () => {
  test("a repeat repeats all below it", () => {
    const trace = traceFromText("main.py\n  f() × 2\n    g() × 3\n  h()");
    expect(trace.length).toBe(10);
    expect([...calls.children(trace, 0)]).toEqual([1, 5, 9]);
  });

  test("fibonacci", () => {
    const trace: Trace = fibonacciTrace(9);
    expect(trace.length).toBe(110);
    expect(callLabel(trace, 1)).toBe("fibonacci(9)");
    expect(resultText(trace, 1)).toBe("34");
  });

  test("the generator is the same for the same seed", () => {
    expect(generator(3)()).toBe(generator(3)());
  });
});

test("a function stands in a line of a file, or in none", () => {
  const [info] = traceFromText("pandas:read()").functions;
  if (!info) throw new Error("there is one");
  expect(placeLabel({ ...info, file: "/lib/pandas/frame.py", line: 7 })).toBe("pandas · frame.py, line 7");
  expect(placeLabel({ ...info, package: null, file: "main.py", line: 2 })).toBe("main.py, line 2");
  expect(placeLabel({ ...info, package: null, file: "", line: 0 })).toBe("built in");
});

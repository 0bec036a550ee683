import { describe, expect, test } from "vitest";
import { firstRoot, totalTime, traceEnd } from "./calls.ts";
import { callLabel } from "./describe.ts";
import { fibonacciTrace, randomTrace, textFromTrace, traceFromText } from "./testing.ts";
import type { Trace } from "./trace.ts";
import { type Restricted, shownFor, type Transform, transformed } from "./transforms.ts";

const trace = traceFromText(`
  main.py
    load(1)
      parse(1)
        pandas:read(1)
          check(1) ✗ KeyError: 'x'
        pandas:read(2)
      parse(2)
    sort(4)
      sort(2)
        split(2)
        sort(1)
      split(4)
`);

const functionNamed = (name: string, run: Trace = trace) =>
  run.functions.findIndex((info) => info.qualname === name);
const callNamed = (label: string, run: Trace = trace) => {
  for (let i = 0; i < run.length; i++) if (callLabel(run, i) === label) return i;
  throw new Error(label);
};

function names(run: Trace): string {
  return [...run.function.keys()].map((i) => "  ".repeat(run.depth[i]) + callLabel(run, i)).join("\n");
}

function shown(...transforms: Transform[]): string {
  return `\n${names(transformed(trace, transforms).trace)}\n`;
}

function tree(text: string): string {
  const rows = text.split("\n").slice(1, -1);
  const margin = Math.min(...rows.map((row) => row.search(/\S/)));
  return `\n${rows.map((row) => row.slice(margin)).join("\n")}\n`;
}

describe("what stays", () => {
  test("focus on a call: it and all below it", () => {
    expect(shown({ kind: "call", call: callNamed("parse(1)") })).toBe(
      tree(`
        parse(1)
          read(1)
            check(1)
          read(2)
      `),
    );
  });

  test("focus on a function: each of its outermost calls is a root", () => {
    expect(shown({ kind: "function", function: functionNamed("parse") })).toBe(
      tree(`
        parse(1)
          read(1)
            check(1)
          read(2)
        parse(2)
      `),
    );
  });

  test("a hidden function's calls are made by its callers", () => {
    expect(shown({ kind: "hide", function: functionNamed("parse") })).toBe(
      tree(`
        main.py
          load(1)
            read(1)
              check(1)
            read(2)
          sort(4)
            sort(2)
              split(2)
              sort(1)
            split(4)
      `),
    );
  });

  test("a hidden package leaves the program's own calls below it", () => {
    const text = shown(
      { kind: "package", name: "pandas" },
      { kind: "function", function: functionNamed("load") },
    );
    expect(text).toBe(
      tree(`
        load(1)
          parse(1)
            check(1)
          parse(2)
      `),
    );
  });

  test("recursion merges into the outermost call", () => {
    expect(shown({ kind: "recursion" }, { kind: "function", function: functionNamed("sort") })).toBe(
      tree(`
        sort(4)
          split(2)
          split(4)
      `),
    );
  });

  test("only exceptions: the calls that raised, and their ancestors", () => {
    expect(shown({ kind: "raised" })).toBe(
      tree(`
        main.py
          load(1)
            parse(1)
              read(1)
                check(1)
      `),
    );
  });

  test("only what ran between two times, with its callers", () => {
    const run = traceFromText(
      "main.py @0+100\n  a() @1+9\n  b() @20+30\n    c() @22+4\n    d() @40+5\n  e() @60+9",
    );
    const { trace: less, origin } = transformed(run, [{ kind: "time", from: 41, to: 59 }]);
    expect([...origin].map((call) => callLabel(run, call))).toEqual(["main.py", "b()", "d()"]);
    expect(less.length).toBe(3);
  });

  test("only slower than", () => {
    const text = shown({ kind: "slower", than: totalTime(trace, callNamed("sort(2)")) });
    expect(text).toBe(
      tree(`
        main.py
          load(1)
            parse(1)
          sort(4)
            sort(2)
      `),
    );
  });

  test("each works on what the one before left", () => {
    // Once the outer sort is hidden, the inner ones are outermost.
    const inner = { kind: "call", call: callNamed("sort(2)") } as const;
    expect(shown(inner, { kind: "recursion" })).toBe(
      tree(`
        sort(2)
          split(2)
      `),
    );
    expect(shown({ kind: "recursion" }, inner)).toBe(
      tree(`
        split(2)
      `),
    );
  });

  test("no transform changes nothing", () => {
    const random = randomTrace(400, 3);
    const { trace: same, origin } = transformed(random, []);
    expect(textFromTrace(same)).toBe(textFromTrace(random));
    expect([...origin]).toEqual([...random.function.keys()]);
    expect(same.start).toEqual(random.start);
  });
});

describe("what is known of the calls that stay", () => {
  const hidden = (run: Trace, name: string): Restricted =>
    transformed(run, [{ kind: "hide", function: functionNamed(name, run) }]);

  test("values, times and outcomes are theirs", () => {
    const random = randomTrace(500, 7);
    const { trace: less, origin } = hidden(random, "merge");
    expect(less.length).toBeLessThan(random.length);
    for (let i = 0; i < less.length; i++) {
      expect(callLabel(less, i)).toBe(callLabel(random, origin[i]));
      expect(less.duration[i]).toBe(random.duration[origin[i]]);
      expect(less.outcome[i]).toBe(random.outcome[origin[i]]);
    }
  });

  test("so is the number of calls that an entry of a profile stands for", () => {
    const random = randomTrace(500, 7);
    const { trace: less, origin } = hidden(
      { ...random, callCounts: Int32Array.from(random.function, (_, i) => 3 * i) },
      "merge",
    );
    expect(less.length).toBeLessThan(random.length);
    expect([...(less.callCounts ?? [])]).toEqual([...origin].map((i) => 3 * i));
    expect("callCounts" in hidden(random, "merge").trace).toBe(false);
  });

  test("the line that made a call is that of the caller that is left", () => {
    const run = { ...trace, callLine: Int32Array.from(trace.function.keys(), (i) => i + 100) };
    const { trace: less } = hidden(run, "parse");
    const read = callNamed("read(2)", less);
    expect(less.callLine[read]).toBe(100 + callNamed("parse(1)"));
    expect(less.callLine[callNamed("check(1)", less)]).toBe(100 + callNamed("check(1)"));
  });

  test("events and output of a hidden call are its caller's; those outside a focus are nobody's", () => {
    const event = { kind: "sql", start_us: 3, duration_us: 1, data: {} };
    const run: Trace = {
      ...trace,
      events: [
        { ...event, call: callNamed("parse(1)") },
        { ...event, call: callNamed("sort(4)") },
      ],
      output: [{ stream: "stdout", call: callNamed("parse(1)"), at_us: 3, text: "x" }],
    };
    const { trace: less } = hidden(run, "parse");
    expect(less.events.map(({ call }) => callLabel(less, call))).toEqual(["load(1)", "sort(4)"]);
    expect(callLabel(less, less.output[0].call)).toBe("load(1)");
    const { trace: focus } = transformed(run, [{ kind: "call", call: callNamed("sort(4)") }]);
    expect(focus.events.map(({ call }) => call)).toEqual([0]);
    expect(focus.output.map(({ call }) => call)).toEqual([-1]);
  });

  test("the clock of a focus starts with it", () => {
    const call = callNamed("sort(4)");
    const { trace: focus } = transformed(trace, [{ kind: "call", call }]);
    expect(focus.start[0]).toBe(0);
    expect(traceEnd(focus)).toBe(trace.duration[call]);
  });

  test("calls dropped while recording still count as missing, hidden ones do not", () => {
    const run = { ...trace, recording: { ...trace.recording, calls_seen: trace.length + 7 } };
    const { trace: less } = hidden(run, "parse");
    expect(less.recording.calls_seen - less.length).toBe(7);
  });

  test("a generator whose first step is hidden goes on from the first that is left", () => {
    const run = traceFromText(`
      main.py
        numbers() ⇢ 1 @1+1
        numbers ⇢ 2 … 1 @5+9
        numbers ⇢ 3 … 1 @20+9
    `);
    const { trace: less } = transformed(run, [{ kind: "slower", than: 5 }]);
    expect([...less.resumes]).toEqual([[2, 1]]);
  });
});

test("a call that is hidden is found at its nearest caller that stays", () => {
  const less = transformed(trace, [{ kind: "hide", function: functionNamed("sort") }]);
  expect(callLabel(less.trace, shownFor(trace, less, callNamed("split(2)")))).toBe("split(2)");
  expect(callLabel(less.trace, shownFor(trace, less, callNamed("sort(1)")))).toBe("main.py");
  const focus = transformed(trace, [{ kind: "call", call: callNamed("load(1)") }]);
  expect(shownFor(trace, focus, callNamed("sort(1)"))).toBe(-1);
});

test("nothing left is a trace without calls", () => {
  const { trace: none } = transformed(fibonacciTrace(4), [{ kind: "raised" }]);
  expect(none.length).toBe(0);
  expect(firstRoot(none)).toBe(-1);
});

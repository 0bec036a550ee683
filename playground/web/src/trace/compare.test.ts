import { expect, test } from "vitest";
import { type Comparison, compare, sideTrace, VERDICTS } from "./compare.ts";
import { callLabel, functionLabel, resultText } from "./describe.ts";
import { fibonacciTrace, randomTrace, traceFromText } from "./testing.ts";

/** One line per row: the calls before → after, and the verdict where it is not "same". */
function text(comparison: Comparison): string {
  return [...comparison.verdict]
    .map((verdict, row) => {
      const says = verdict === 0 ? "" : ` ${VERDICTS[verdict]}`;
      const label = functionLabel(comparison.functions[row]);
      const { before, after } = comparison;
      return `${"  ".repeat(comparison.depth[row])}${label} ${before.calls[row]}→${after.calls[row]}${says}`;
    })
    .join("\n");
}

const before = traceFromText(`
  main.py
    load(1)
      parse(1) × 2
    old(1)
      parse(7)
    show(1)
`);

test("calls are aligned by the functions that led to them", () => {
  const after = traceFromText(`
    main.py
      load(2)
        parse(3) × 5
        check(1)
      show(1)
      parse(9)
  `);
  expect(text(compare(before, after))).toBe(
    [
      "main.py 1→1",
      "  load 1→1",
      "    parse 2→5 more often",
      "    check 0→1 new",
      "  show 1→1",
      "  parse 0→1 new",
      "  old 1→0 gone",
      "    parse 1→0 gone",
    ].join("\n"),
  );
});

test("a row differs where something below it does", () => {
  const after = traceFromText("main.py\n  load(1)\n    parse(1) × 3\n  old(1)\n    parse(7)\n  show(1)");
  const { differs } = compare(before, after);
  expect([...differs]).toEqual([1, 1, 1, 0, 0, 0]);
});

test("a run is the same as itself", () => {
  for (const run of [fibonacciTrace(9), randomTrace(2000, 4)]) {
    const { counts, length, end, before: side } = compare(run, run);
    expect(counts.same).toBe(length);
    expect(end[0]).toBe(length);
    expect(side.calls.reduce((sum, calls) => sum + calls, 0)).toBe(run.length);
  }
});

test("slower means half as much again, and more than a clock's inaccuracy", () => {
  const run = (a: number, b: number) =>
    traceFromText(`main.py @0+90000\n  slow() @1+${a}\n  small() @50000+${b}`);
  expect(text(compare(run(10_000, 10), run(16_000, 30)))).toBe("main.py 1→1\n  slow 1→1 slower\n  small 1→1");
  expect(text(compare(run(16_000, 10), run(10_000, 10)))).toContain("slow 1→1 quicker");
  expect(text(compare(run(10_000, 10), run(14_000, 10)))).toContain("slow 1→1\n");
});

test.each([
  [1000, 2900, 0, "same"],
  [1000, 3100, 0, "slower"],
  [4900, 1700, 0, "same"],
  [4900, 1600, 0, "quicker"],
  [9000, 5000, 0, "quicker"],
  // By a clock of 1 ms, 1 and 3 ms may be the same time.
  [1000, 3001, 1000, "slower"],
  [1, 2000, 1000, "same"],
])("%d µs and then %d, by a clock of %d, are %s", (was, is, clock_resolution_us, expected) => {
  const run = (us: number) => {
    const trace = traceFromText(`main.py @0+9000\n  f() @0+${us}`);
    return { ...trace, recording: { ...trace.recording, clock_resolution_us } };
  };
  const { verdict } = compare(run(was), run(is));
  expect(VERDICTS[verdict[1]]).toBe(expected);
});

test("recursion is one row, whose time counts once, with all that it called below it", () => {
  const was = traceFromText(`
    main.py @0+100
      fib(3) @1+50
        fib(2) @2+20
          add() @3+2
        fib(1) @30+5
      even(2) @60+30
        odd(1) @61+20
          even(0) @62+10
            add() @63+2
  `);
  const is = traceFromText("main.py\n  fib(1)\n  even(0)");
  const comparison = compare(was, is);
  expect(text(comparison)).toBe(
    [
      "main.py 1→1",
      "  fib 3→1 less often",
      "    add 1→0 gone",
      "  even 2→1 less often",
      "    odd 1→0 gone",
      "    add 1→0 gone",
    ].join("\n"),
  );
  expect([...comparison.before.time]).toEqual([100, 50, 2, 30, 20, 2]);
  expect([...comparison.before.first]).toEqual([0, 1, 3, 5, 6, 8]);
});

test("recursion of a thousand levels is one row", () => {
  const levels = Array.from({ length: 1000 }, (_, n) => `${"  ".repeat(n + 1)}down(${n})`);
  const run = traceFromText(["main.py", ...levels].join("\n"));
  expect(text(compare(run, run))).toBe("main.py 1→1\n  down 1000→1000");
});

test("modules are kept apart by their files, and the main one is the same under any name", () => {
  const run = (files: readonly string[]) => {
    const trace = traceFromText("main.py\n  shapes.py\n  colours.py\n    f()");
    const functions = trace.functions.map((info, i) =>
      i < 3 ? { ...info, file: files[i], kind: "module" as const } : info,
    );
    return { ...trace, functions, program: { ...trace.program, filename: files[0] } };
  };
  const comparison = compare(
    run(["main.py", "shapes.py", "colours.py"]),
    run(["lesson.py", "shapes.py", "colors.py"]),
  );
  expect(text(comparison)).toBe(
    [
      "lesson.py 1→1",
      "  shapes.py 1→1",
      "  colors.py 0→1 new",
      "    f 0→1 new",
      "  colours.py 1→0 gone",
      "    f 1→0 gone",
    ].join("\n"),
  );
  const side = sideTrace(before, comparison, comparison.after);
  expect(side.functions.filter(({ kind }) => kind === "module")).toHaveLength(4);
});

test("what differs in calls is told apart from what differs in times", () => {
  const was = traceFromText("main.py @0+99000\n  load() @0+9000\n    parse() @1+1\n  show() @20000+9000");
  const is = traceFromText("main.py @0+99000\n  load() @0+9000\n    parse() @1+1 × 2\n  show() @20000+40000");
  const { callsDiffer, timesDiffer } = compare(was, is);
  expect([...callsDiffer]).toEqual([1, 1, 1, 0]);
  expect([...timesDiffer]).toEqual([1, 0, 0, 1]);
});

test("the first call of each row leads back into its run", () => {
  const { after } = compare(before, before);
  expect([...after.first]).toEqual([0, 1, 2, 4, 5, 6]);
});

test("each side is a trace in which every path stands in the same place, with its own times", () => {
  const timed = (times: string) => traceFromText(`main.py @0+90\n  load() @1+${times}\n  show() @70+5`);
  const [was, is] = [timed("10\n  old() @40+4"), timed("30")];
  const comparison = compare(was, is);
  const sides = [sideTrace(was, comparison, comparison.before), sideTrace(is, comparison, comparison.after)];
  const rows = sides.map(({ functions, function: called, parent, duration, length }) =>
    Array.from({ length }, (_, i) => `${functions[called[i]].name} ${parent[i]} ${duration[i]}`),
  );
  expect(rows).toEqual([
    ["<module> -1 90", "load 0 10", "show 0 5", "old 0 4"],
    ["<module> -1 90", "load 0 30", "show 0 5", "old 0 0"],
  ]);
});

test("an entry of a profile counts as all the calls that it stands for", () => {
  const run = traceFromText("main.py\n  load() → 1\n  load() → 1\n  show() → 1");
  const profile = (...counts: number[]) => ({ ...run, callCounts: Int32Array.from(counts) });
  const comparison = compare(profile(1, 30, 4, 0), profile(1, 40, 4, 0));
  expect(text(comparison)).toBe("main.py 1→1\n  load 34→44 more often\n  show 1→1");
  const side = sideTrace(run, comparison, comparison.after);
  expect(callLabel(side, 1)).toBe("load × 44");
  expect(resultText(side, 1)).toBe("…");
});

test("a path of many calls has their count on each side", () => {
  const [was, is] = [traceFromText("main.py\n  load()\n  load()"), traceFromText("main.py\n  load()")];
  const comparison = compare(was, is);
  expect(callLabel(sideTrace(was, comparison, comparison.before), 1)).toBe("load × 2");
  expect(callLabel(sideTrace(is, comparison, comparison.after), 1)).toBe("load");
});

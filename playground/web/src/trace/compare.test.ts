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
